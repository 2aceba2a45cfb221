import { asProblem, type Problem } from '../../../lib/api';
import { live, MISSED } from '../../../lib/live.svelte';
import { withPage } from '../../../lib/pages';
import * as calls from '../calls';

/** Which documents are shown, and in which order. */
export interface Filter {
  search: string;
  language: string;
  sort: Sort | undefined;
  archived: boolean;
}

const SORTS = ['recent', 'oldest', 'edits', 'alpha', 'best'] as const;

/** The orders of the list; `best` is that of a search. */
export type Sort = (typeof SORTS)[number];

/** The order of that name; the usual one where the address says something else. */
export const sortOf = (name: string | null): Sort | undefined => SORTS.find((sort) => sort === name);

const PAGE = 50;
/** The server gives no more at once. */
const MOST = 1000;
/** Several changes in this time are one. */
const TOGETHER = 250;

/** The documents of the library, page by page. */
export class Library {
  items = $state.raw<calls.Entry[]>();
  total = $state(0);
  /** Whether there are more than `total`. */
  moreThanTotal = $state(false);
  languages = $state.raw<Record<string, number>>({});
  /** Why nothing, or nothing more, could be read. */
  problem = $state.raw<Problem>();
  /** Whether there is another page. */
  hasMore = $state(false);

  #filter: Filter | undefined;
  #cursor: string | undefined;
  #reading: AbortController | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** What was taken out here, and whether the server has been told: what it tells of before that has them still. */
  readonly #taken = new Map<string, boolean>();

  /** Follows what others change; what this returns ends it. */
  follow(): () => void {
    const again = () => {
      clearTimeout(this.#timer);
      this.#timer = setTimeout(() => void this.renew(), TOGETHER);
    };
    const ends = [live.on('documents.changed', again), live.on(MISSED, again)];
    return () => {
      for (const end of ends) end();
      clearTimeout(this.#timer);
      this.#reading?.abort();
    };
  }

  /** Shows other documents. What is there stays until they have come. */
  show(filter: Filter): Promise<void> {
    this.#filter = filter;
    return this.#read(PAGE);
  }

  /** Reads again what is shown. */
  renew(): Promise<void> {
    return this.#read(Math.min(MOST, Math.max(PAGE, this.items?.length ?? 0)));
  }

  /** Reads the next page. */
  async more(): Promise<void> {
    if (!this.#cursor || this.#reading) return;
    await this.#read(PAGE, this.#cursor);
  }

  /** Takes one out at once, and puts it back where that is not done. */
  async take(id: string, done: Promise<boolean>): Promise<void> {
    const filter = this.#filter;
    const at = this.items?.findIndex((entry) => entry.id === id) ?? -1;
    const taken = this.items?.[at];
    this.#taken.set(id, false);
    this.#leaveOut();
    if (await done) return void this.#taken.set(id, true);
    this.#taken.delete(id);
    if (!taken || filter !== this.#filter) return;
    this.items = this.items?.toSpliced(at, 0, taken);
    this.total += 1;
  }

  #leaveOut(): void {
    const all = this.items ?? [];
    const left = all.filter(({ id }) => !this.#taken.has(id));
    this.total -= all.length - left.length;
    this.items = left;
  }

  async #read(limit: number, cursor?: string): Promise<void> {
    const filter = this.#filter;
    if (!filter) return;
    this.#reading?.abort();
    for (const [id, told] of this.#taken) if (told) this.#taken.delete(id);
    const reading = (this.#reading = new AbortController());
    const { search, language, sort, archived } = filter;
    const query = {
      limit,
      cursor,
      archived,
      search: search || undefined,
      language: language || undefined,
      // Without a search nothing is the best.
      sort: sort === 'best' && !search ? undefined : sort,
    };
    try {
      const page = await calls.list(query, reading.signal);
      this.items = withPage(cursor ? this.items : [], page.items, ({ id }) => id);
      this.total = page.total;
      this.#leaveOut();
      this.moreThanTotal = page.more_than_total ?? false;
      this.languages = page.languages;
      this.#cursor = page.next_cursor ?? undefined;
      this.hasMore = this.#cursor !== undefined;
      this.problem = undefined;
    } catch (error) {
      if (!reading.signal.aborted) this.problem = asProblem(error);
    } finally {
      if (this.#reading === reading) this.#reading = undefined;
    }
  }
}
