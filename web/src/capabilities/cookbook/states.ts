import Check from '@lucide/svelte/icons/check';
import CircleAlert from '@lucide/svelte/icons/circle-alert';
import CircleCheck from '@lucide/svelte/icons/circle-check';
import CircleStop from '@lucide/svelte/icons/circle-stop';
import Clock from '@lucide/svelte/icons/clock';
import LoaderCircle from '@lucide/svelte/icons/loader-circle';
import TriangleAlert from '@lucide/svelte/icons/triangle-alert';
import type { Component } from 'svelte';
import type { State, Task } from './calls';

/** How a state is shown: always a word and a sign, never the colour alone. */
export interface Look {
  word: string;
  icon: Component<{ size?: number | string }>;
  tone: 'good' | 'busy' | 'danger' | 'warn' | 'still';
  /** Whether its sign turns. */
  turns?: boolean;
}

const busy = (word: string): Look => ({ word, icon: LoaderCircle, tone: 'busy', turns: true });

const LOOKS: Record<State, Look> = {
  queued: { word: 'Queued', icon: Clock, tone: 'still' },
  preflight: busy('Checking the machine'),
  starting: busy('Starting'),
  loading: busy('Loading'),
  ready: { word: 'Ready', icon: CircleCheck, tone: 'good' },
  done: { word: 'Done', icon: Check, tone: 'still' },
  failed: { word: 'Failed', icon: CircleAlert, tone: 'danger' },
  stopping: busy('Stopping'),
  stopped: { word: 'Stopped', icon: CircleStop, tone: 'still' },
  stop_failed: { word: 'Not stopped', icon: TriangleAlert, tone: 'warn' },
};

/** How a state looks. */
export const lookOf = (state: State): Look => LOOKS[state];

/** How a task's state looks. */
export function look(task: Pick<Task, 'state' | 'kind' | 'ready_at' | 'reachable'>): Look {
  const known = lookOfKnown(task);
  // What was seen before its machine was lost may not be so any more.
  return task.reachable || !isLive(task.state) ? known : { ...known, tone: 'still', turns: false };
}

function lookOfKnown({ state, kind, ready_at }: Pick<Task, 'state' | 'kind' | 'ready_at'>): Look {
  if (state === 'failed' && ready_at) return { ...LOOKS.failed, word: 'Crashed' };
  // It answered before: it is busy beyond measure, hangs, or loads another model.
  if (state === 'loading' && kind === 'serve' && ready_at) return { word: 'Does not answer', icon: TriangleAlert, tone: 'warn' };
  if (state === 'starting' || state === 'loading') {
    if (kind === 'download') return busy('Downloading');
    if (kind === 'install') return busy('Installing');
  }
  return LOOKS[state];
}

/** Whether its program runs, as far as is known. */
export const isLive = (state: State): boolean => !['done', 'failed', 'stopped'].includes(state);

const ENGINES: Record<string, string> = {
  vllm: 'vLLM',
  sglang: 'SGLang',
  llama_cpp: 'llama.cpp',
  llama_cpp_python: 'llama-cpp-python',
  ollama: 'Ollama',
  lmdeploy: 'LMDeploy',
  mlx: 'MLX',
  transformers: 'Transformers',
  http_server: 'HTTP server',
};

/** What people call an engine; nothing for one that nobody knows. */
export const engineName = (engine: string | null | undefined): string | undefined => (engine ? ENGINES[engine] : undefined);
