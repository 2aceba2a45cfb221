/** The command that the fields of the Launch page make. */

/** What is chosen on the Launch page. Numbers are as they were typed. */
export interface Choices {
  engine: EngineChoice;
  model: string;
  port: string;
  context: string;
  parallel: string;
  quantization: string;
  /** How much of the GPU's memory is used, or how many layers are put on it. */
  gpuShare: string;
  /** Whether other machines may reach it. */
  open: boolean;
}

/** The engines that have fields; `custom` is a command of one's own. */
export type EngineChoice = 'vllm' | 'llama_cpp' | 'sglang' | 'ollama' | 'custom';

/** An engine, and which fields mean something to it. */
export interface EngineForm {
  value: EngineChoice;
  label: string;
  /** What it listens on unless it is told otherwise. */
  port: string;
  fields: readonly ('context' | 'parallel' | 'quantization' | 'gpuShare')[];
  /** What `gpuShare` is to it. */
  share?: { label: string; placeholder: string };
  /** What a model is to it. */
  model: string;
}

/** The engines, in the order in which they are offered. */
export const ENGINES: readonly EngineForm[] = [
  {
    value: 'vllm',
    label: 'vLLM',
    port: '8000',
    fields: ['context', 'parallel', 'quantization', 'gpuShare'],
    share: { label: 'Share of GPU memory', placeholder: '0.9' },
    model: 'org/name on Hugging Face, or a folder',
  },
  {
    value: 'llama_cpp',
    label: 'llama.cpp',
    port: '8080',
    fields: ['context', 'gpuShare'],
    share: { label: 'Layers on the GPU', placeholder: 'all that fit' },
    model: 'A .gguf file, or org/name:QUANT on Hugging Face',
  },
  {
    value: 'sglang',
    label: 'SGLang',
    port: '30000',
    fields: ['context', 'parallel', 'quantization', 'gpuShare'],
    share: { label: 'Share of GPU memory', placeholder: '0.88' },
    model: 'org/name on Hugging Face, or a folder',
  },
  { value: 'ollama', label: 'Ollama', port: '11434', fields: ['context'], model: 'A tag, such as qwen3:8b' },
  { value: 'custom', label: 'Custom', port: '', fields: [], model: 'What the command serves' },
];

/** What is known of an engine's fields. */
export const engineForm = (engine: EngineChoice): EngineForm => ENGINES.find(({ value }) => value === engine) as EngineForm;

/** The engine of that name on the wire; `custom` for those without fields. */
export const engineOf = (name: string | null | undefined): EngineChoice => ENGINES.find(({ value }) => value === name)?.value ?? 'custom';

/** The engine that a command starts, as far as its program tells. */
export function engineIn(cmd: string): EngineChoice {
  if (/(^|[\s/])vllm(\s|$)|vllm\.entrypoints/.test(cmd)) return 'vllm';
  if (/(^|[\s/])llama-server(\s|$)/.test(cmd)) return 'llama_cpp';
  if (/(^|[\s/])sglang(\s|\.|$)/.test(cmd)) return 'sglang';
  return /(^|[\s/])ollama(\s|$)/.test(cmd) ? 'ollama' : 'custom';
}

/** The command that the choices make; empty where there is nothing to serve yet. */
export function command(choices: Choices): string {
  const { engine, port, context, parallel, quantization, gpuShare, open } = choices;
  const model = choices.model.trim();
  if (!model || engine === 'custom') return '';
  const flag = (name: string, value: string) => (value.trim() ? [name, value.trim()] : []);
  const reached = flag('--host', open ? '0.0.0.0' : '127.0.0.1');
  const words = {
    vllm: () => [
      'vllm',
      'serve',
      model,
      ...reached,
      ...flag('--port', port),
      ...flag('--max-model-len', context),
      ...flag('--tensor-parallel-size', parallel),
      ...flag('--quantization', quantization),
      ...flag('--gpu-memory-utilization', gpuShare),
    ],
    llama_cpp: () => [
      'llama-server',
      ...(isFile(model) ? ['--model', model] : ['--hf-repo', model]),
      ...reached,
      ...flag('--port', port),
      ...flag('--ctx-size', context),
      ...flag('--n-gpu-layers', gpuShare),
    ],
    sglang: () => [
      'python3',
      '-m',
      'sglang.launch_server',
      '--model-path',
      model,
      ...reached,
      ...flag('--port', port),
      ...flag('--context-length', context),
      ...flag('--tp', parallel),
      ...flag('--quantization', quantization),
      ...flag('--mem-fraction-static', gpuShare),
    ],
    // Ollama takes where it listens, and how much context there is, as variables; models are loaded when they are asked for.
    ollama: () => [
      `OLLAMA_HOST=${open ? '0.0.0.0' : '127.0.0.1'}:${port.trim() || '11434'}`,
      ...(context.trim() ? [`OLLAMA_CONTEXT_LENGTH=${context.trim()}`] : []),
      'ollama',
      'serve',
    ],
  };
  return words[engine]().map(quoted).join(' ');
}

/** The command that enters an environment; nothing where there is none. */
export function entering(kind: 'none' | 'venv' | 'conda', path: string): string | undefined {
  if (kind === 'none' || !path) return undefined;
  return kind === 'venv' ? `source ${quoted(`${path}/bin/activate`)}` : `conda activate ${quoted(path)}`;
}

const isFile = (model: string) => /^[/~]/.test(model) || model.endsWith('.gguf');

/** A word as the server reads it back: quoted where it has more than plain signs (POSIX shell, §2.2.2). */
function quoted(word: string): string {
  if (/^[\w@%+=:,./~-]+$/.test(word)) return word;
  return `'${word.replaceAll("'", `'\\''`)}'`;
}
