import { api, asProblem, done, type Problem } from '../../../lib/api';
import { InTurn, withPage } from '../../../lib/pages';
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

  /** The latest that was read, whether it fits or not. */
  #newest = 0;
  #waiting: Promise<void> | undefined;
  #left = false;
  readonly #turns = new InTurn();

  constructor(readonly filter: Filter) {}

  /** Reads on, towards the past. */
  async more(): Promise<void> {
    if (this.busy) return;
    this.busy = true;
    try {
      await this.#turns.run(() => this.#more());
      this.problem = undefined;
    } catch (error) {
      this.problem = asProblem(error);
    } finally {
      this.busy = false;
    }
  }

  /** Reads what is new since. Several that are asked for before it begins are one. */
  refresh(): Promise<void> {
    this.#waiting ??= this.#turns
      .run(() => {
        this.#waiting = undefined;
        return this.#refresh();
      })
      // What is shown is still true; the connection's own message says that it may be old.
      .catch(() => undefined);
    return this.#waiting;
  }

  /** Reads no further: another feed has taken its place. */
  leave(): void {
    this.#left = true;
  }

  async #more(): Promise<void> {
    const before = this.entries?.length ?? 0;
    for (let pages = 0; pages < FURTHER && !this.#left; pages += 1) {
      const page = await this.#page(this.older);
      this.entries = withPage(this.entries, this.#fitting(page.items), ({ seq }) => seq);
      this.older = page.next_cursor ?? undefined;
      if (!this.older || this.entries.length - before >= ENOUGH) return;
    }
  }

  async #refresh(): Promise<void> {
    if (this.#left) return;
    const before = this.#newest;
    const page = await this.#page(undefined);
    const oldest = page.items.at(-1)?.seq ?? 0;
    // So much came meanwhile that something is between: what was shown is not what follows.
    const gap = page.next_cursor && oldest > before;
    // One that had only started may have ended since: the newest page is taken as it is now.
    const rest = gap ? [] : (this.entries ?? []).filter(({ seq }) => seq < oldest);
    this.entries = [...this.#fitting(page.items), ...rest];
    if (gap) this.older = page.next_cursor ?? undefined;
    this.problem = undefined;
  }

  #fitting(entries: Entry[]): Entry[] {
    return entries.filter((entry) => fits(this.filter, entry));
  }

  async #page(cursor: string | undefined) {
    const token = ['', 'you'].includes(this.filter.who) ? undefined : this.filter.who;
    const page = await done(api.GET('/api/activity', { params: { query: { token, cursor, limit: PAGE } } }));
    this.#newest = Math.max(this.#newest, page.items[0]?.seq ?? 0);
    return page;
  }
}
