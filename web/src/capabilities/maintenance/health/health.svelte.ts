import { api, asProblem, done, send, type Output, type Problem } from '../../../lib/api';

/** Whether this Odysseus is well. */
export type Health = Output<'health.details'>;
/** One thing that was looked at. */
export type Check = Health['checks'][number];

/** Reads the version. Throws a {@link Problem}. */
export async function readVersion(): Promise<string> {
  const response = await send(new Request(new URL('/api/version', location.origin)));
  const { version } = (await response.json()) as { version: string };
  return version;
}

/** What an administrator sees of this Odysseus' health. */
export class HealthState {
  found = $state.raw<Health>();
  problem = $state.raw<Problem>();
  /** Which kind of look is being taken. */
  looking = $state<'quick' | 'deep'>();
  /** When the last look was taken, and whether it was a deep one. */
  at = $state<string>();
  deep = $state(false);

  /** Looks. A deep look reads every page of the database. */
  async look(deep = false): Promise<void> {
    if (this.looking) return;
    this.looking = deep ? 'deep' : 'quick';
    try {
      this.found = await done(api.GET('/api/health/details', { params: { query: { deep } } }));
      this.at = new Date().toISOString();
      this.deep = deep;
      this.problem = undefined;
    } catch (error) {
      this.problem = asProblem(error);
    }
    this.looking = undefined;
  }
}
