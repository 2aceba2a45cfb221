import type { Task } from './calls';
import { look } from './states';

/**
 * What a task is doing, without what its state says already: beside “Downloading”, only the figure of “downloading 26 %”
 * is news. Of one that is being stopped it is no longer of interest. */
export function phaseOf(task: Pick<Task, 'state' | 'kind' | 'ready_at' | 'reachable' | 'phase'>): string {
  const { phase, state } = task;
  if (!phase || phase === state || state === 'stopping' || state === 'stop_failed') return '';
  const word = look(task).word.toLowerCase();
  const rest = phase.toLowerCase().startsWith(word) ? phase.slice(word.length).trim() : phase;
  return /^(\d+ %)?$/.test(rest) ? rest : phase;
}
