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

/** The form after it was sent: as it is stored, but for what was filled in since. */
export function refilled(filled: Filled, sent: Filled, schedule: Schedule): Filled {
  const since = Object.entries(filled).filter(([field, value]) => value !== sent[field as keyof Filled]);
  return { ...filledWith(schedule), ...Object.fromEntries(since) };
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
