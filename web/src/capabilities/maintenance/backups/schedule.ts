import type { Schedule } from './backups.svelte';

/** What a person fills in. */
export interface Filled {
  every: Schedule['every'];
  at: string;
  keep: number | null;
  directory: string;
}

/** What is sent. */
export type Changes = Partial<Pick<Schedule, 'every' | 'at' | 'keep'>> & { directory?: string | null };

/** The form as it begins. */
export function filledWith({ every, at, keep, directory }: Schedule): Filled {
  return { every, at, keep, directory };
}

/** What is to be changed; nothing when nothing is. A folder that is not touched must not become a fixed one. */
export function changesOf(schedule: Schedule, filled: Filled): Changes | undefined {
  const changes: Changes = {};
  if (filled.every !== schedule.every) changes.every = filled.every;
  if (filled.at && filled.at !== schedule.at) changes.at = filled.at;
  if (filled.keep !== null && filled.keep !== schedule.keep) changes.keep = filled.keep;
  const directory = filled.directory.trim();
  if (directory !== schedule.directory) changes.directory = directory || null;
  return Object.keys(changes).length ? changes : undefined;
}
