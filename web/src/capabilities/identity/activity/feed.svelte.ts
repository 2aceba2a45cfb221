import { api, asProblem, done, type Problem } from '../../../lib/api';
import type { Entry } from './words';

/** Which entries are looked at. */
export interface Filter {
  /** A token's id, `you`, or nothing for everybody. */
  who: string;
  /** `all`, `deletions`, or `open` for what was not done. */
  what: string;
}

/** So many are read at once. */
const PAGE = 50;
/** When a filter leaves few, so many pages are looked through for more before the person is asked. */
const FURTHER = 10;
/** So many are enough to fill a screen. */
const ENOUGH = 20;

/** Whether an entry is looked at, beyond what the server filters by. */
function fits({ who, what }: Filter, entry: Entry): boolean {
  if (who === 'you' && entry.caller !== 'person') return false;
  if (what === 'deletions') return entry.effect === 'destroy' && entry.outcome === 'done';
  if (what === 'open') return entry.outcome !== 'done';
  return true;
}

/** The record of what was done, the latest first, as far as it was read. */
export class Feed {
  /** What fits the filter; nothing before it was read. */
  entries = $state.raw<Entry[]>();
  /** Where older ones begin; nothing at the end. */
  older = $state<string>();
  /** Whether older ones are being read. */
  busy = $state(false);
  /** Why they could not be read. */
  problem = $state.raw<Problem>();

  #refreshing: Promise<void> | undefined;
  #again = false;
  #left = false;

  constructor(readonly filter: Filter) {}

  /** Reads on, towards the past. */
  async more(): Promise<void> {
    if (this.busy) return;
    this.busy = true;
    try {
      let found = 0;
      for (let pages = 0; pages < FURTHER && found < ENOUGH && !this.#left; pages += 1) {
        const page = await this.#page(this.older);
        const fitting = page.items.filter((entry) => fits(this.filter, entry));
        found += fitting.length;
        this.entries = [...(this.entries ?? []), ...fitting];
        this.older = page.next_cursor ?? undefined;
        if (!this.older) break;
      }
      this.problem = undefined;
    } catch (error) {
      this.problem = asProblem(error);
    } finally {
      this.busy = false;
    }
  }

  /** Reads what is new since. Called while it runs, it runs once more. */
  refresh(): Promise<void> {
    this.#again = true;
    this.#refreshing ??= this.#refresh().finally(() => (this.#refreshing = undefined));
    return this.#refreshing;
  }

  /** Reads no further: another feed has taken its place. */
  leave(): void {
    this.#left = true;
  }

  async #refresh(): Promise<void> {
    while (this.#again && !this.#left) {
      this.#again = false;
      try {
        const { items } = await this.#page(undefined);
        const oldest = items.at(-1)?.seq ?? 0;
        const fresh = items.filter((entry) => fits(this.filter, entry));
        // One that had only started may have ended since: the newest page is taken as it is now.
        const rest = (this.entries ?? []).filter(({ seq }) => seq < oldest);
        this.entries = [...fresh, ...rest];
      } catch {
        // What is shown is still true; the connection's own message says that it may be old.
      }
    }
  }

  #page(cursor: string | undefined) {
    const token = ['', 'you'].includes(this.filter.who) ? undefined : this.filter.who;
    return done(api.GET('/api/activity', { params: { query: { token, cursor, limit: PAGE } } }));
  }
}
