import type { Task } from './calls';

/** Why a task failed, or could not be stopped, in a sentence; nothing for one that is well. */
export function why(task: Task): string | undefined {
  if (task.state === 'stop_failed') return worded(task.error) ?? 'Something of it is left.';
  if (task.state !== 'failed') return undefined;
  return worded(task.diagnosis?.message ?? task.error) ?? ending(task) ?? 'It ended, and left no word why.';
}

/** A sentence of the server for people: what is written as code there is between quotation marks. */
export function worded(text: string): string;
export function worded(text: string | null | undefined): string | undefined;
export function worded(text: string | null | undefined): string | undefined {
  return text?.replaceAll(/`([^`]*)`/g, '“$1”');
}

/** How a program ended, as its machine tells. */
export function ending({ oom, signal, exit_code }: Pick<Task, 'oom' | 'signal' | 'exit_code'>): string | undefined {
  if (oom) return 'The machine ended it because memory was short.';
  if (signal) return `A signal ended it: ${signal}.`;
  return exit_code === null || exit_code === undefined ? undefined : `It ended with exit code ${exit_code}.`;
}
