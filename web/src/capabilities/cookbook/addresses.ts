import type { Preset } from './calls';
import { entering } from './launch/command';

/** Where the Cookbook's pages are. */

/** The page of a task. */
export const taskAddress = (session: string) => `/cookbook/tasks/${encodeURIComponent(session)}`;

/** The page of a log that no task knows. */
export const logAddress = (session: string, server: string) =>
  `/cookbook/logs/${encodeURIComponent(session)}?${new URLSearchParams({ host: server })}`;

/** What a launch begins with. */
export interface Prefill {
  model?: string;
  /** A server's id. */
  server?: string | null;
  engine?: string;
  /** A command, in place of what the form would build. */
  cmd?: string;
  gpus?: string;
  /** The command that enters the environment. */
  env?: string;
}

/** The Launch page for a preset: as it would be launched, to be changed. */
export const presetAddress = ({ model, server_id, cmd, gpus, environment, environment_path }: Preset) =>
  launchAddress({ model, server: server_id, cmd, gpus, env: entering(environment, environment_path) });

/** The Launch page, filled in so far. */
export function launchAddress(prefill: Prefill = {}): string {
  const given = Object.entries(prefill).filter((entry): entry is [string, string] => Boolean(entry[1]));
  const query = new URLSearchParams(given).toString();
  return query ? `/cookbook/launch?${query}` : '/cookbook/launch';
}
