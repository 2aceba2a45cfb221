import { Problem } from '../../lib/api';
import type { Task } from './calls';

/** Why a task failed, could not be stopped or cannot be seen, or what it left behind, in a sentence; nothing for one that is well. */
export function why(task: Task): string | undefined {
  if (task.state === 'stop_failed') return worded(task.error) ?? 'Something of it is left.';
  if (task.state !== 'failed') return worded(task.error);
  return worded(task.diagnosis?.message ?? task.error) ?? ending(task) ?? 'It ended, and left no word why.';
}

/** What the pages call the fields that sentences for agents name. */
const FIELDS: Record<string, string> = {
  cmd: 'Command',
  env_prefix: 'Python environment',
  gpus: 'Which GPUs',
  remote_host: 'Server',
  repo_id: 'Model',
};

/** A sentence of the server for people: what is written as code there is between quotation marks, and fields are called as here. */
export function worded(text: string): string;
export function worded(text: string | null | undefined): string | undefined;
export function worded(text: string | null | undefined): string | undefined {
  return text?.replaceAll(/`([^`]*)`/g, (_, code: string) => `“${FIELDS[code] ?? code}”`);
}

/** So much of a reason is shown: it may quote an argument as long as a page. */
const LONGEST = 240;

/** A reason, cut where it is too long to be read at a glance. The log has all of it. */
export const brief = (text: string): string => (text.length > LONGEST ? `${text.slice(0, LONGEST).trimEnd()} …` : text);

/** A problem in words for people. The name of its own field, with which its sentence may begin, stays: it is told at the field. */
export function problemInWords({ status, detail, more }: Problem): Problem {
  const own = more.field && detail.startsWith(`\`${more.field}\`: `) ? `\`${more.field}\`: ` : '';
  return new Problem(status, own + worded(detail.slice(own.length)), { ...more, hint: worded(more.hint) });
}

/** How a program ended, as its machine tells. */
export function ending({ oom, signal, exit_code }: Pick<Task, 'oom' | 'signal' | 'exit_code'>): string | undefined {
  if (oom) return 'The machine ended it because memory was short.';
  if (signal) return `A signal ended it: ${signal}.`;
  return exit_code === null || exit_code === undefined ? undefined : `It ended with exit code ${exit_code}.`;
}
