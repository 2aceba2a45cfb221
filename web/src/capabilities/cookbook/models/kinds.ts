import type { Model, Server } from '../calls';
import { launchAddress } from '../addresses';
import type { GgufFile } from './found';

/** More ways of storing weights than this are counted, and not named. */
const NAMED = 6;

/** What a model is, in few words. */
export function kindsOf(model: Model): string[] {
  const quants = new Set((model.gguf_files ?? []).flatMap(({ quant, role }) => (quant && role === 'model' ? [quant] : [])));
  return [
    model.is_ollama && 'Ollama',
    model.is_gguf && 'GGUF',
    model.is_diffusion && 'Images',
    model.is_local_dir && 'Folder',
    ...(quants.size > NAMED ? [`${quants.size} quantizations`] : quants),
  ].filter((word): word is string => Boolean(word));
}

/** What is missing of a model; nothing where it is whole. */
export function missing({ has_incomplete, status, shards }: Model): string | undefined {
  if (shards && shards.present < shards.total) return `${shards.present} of ${shards.total} files`;
  if (status === 'downloading') return 'Not all of it is here';
  return has_incomplete ? 'A part was left out' : undefined;
}

/** The Launch page for a model of a server: a GGUF file by its path, others by their name. */
export function launchOf(model: Model, server: Server | undefined, file: GgufFile | undefined): string {
  const where = { server: server?.id };
  if (model.is_ollama) return launchAddress({ ...where, model: model.repo_id, engine: 'ollama' });
  if (model.is_gguf && file) return launchAddress({ ...where, model: `${model.path}/${file.rel_path}`, engine: 'llama_cpp' });
  return launchAddress({ ...where, model: model.is_local_dir ? model.path : model.repo_id, engine: 'vllm' });
}
