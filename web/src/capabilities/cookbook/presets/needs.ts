import type { Preset } from '../calls';
import { bytes, gibi } from '../figures';
import { engineName } from '../states';

/** What a launch of a preset was seen to need, in few words: what was not seen is not said. */
export function needsOf({ needs, backend }: Pick<Preset, 'needs' | 'backend'>): string[] {
  if (!needs) return [];
  const { gpu_memory_mb, gpus, model_bytes, engine_version } = needs;
  return [
    gpu_memory_mb != null && `${gibi(gpu_memory_mb)} of GPU memory${gpus && gpus > 1 ? ` on ${gpus} GPUs` : ''}`,
    model_bytes != null && `${bytes(model_bytes)} on the disk`,
    engine_version && `${engineName(backend)} ${engine_version}`,
  ].filter((fact): fact is string => Boolean(fact));
}
