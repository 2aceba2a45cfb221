import { capabilities } from '../../capabilities';
import { asProblem } from '../../lib/api';
import type { Capability } from '../../lib/capability';
import { entryOfHit, type Group } from './entries';

/** What a person types in one go is one search. */
const PAUSE = 120;
/** One letter finds everything and nothing. */
const SHORTEST = 2;
const MOST = 6;

/** The searches of all capabilities at once; each shows what it found as soon as it has. */
export class Everywhere {
  /** What was found, in the order of the capabilities; what fits the older words stays until the newer is there. */
  groups: Group[] = $derived.by(() => this.#groups.filter((group) => group !== undefined && group.entries.length > 0) as Group[]);
  /** Which searches failed, and why. */
  problems = $derived.by(() => Object.values(this.#problems));
  /** Whether some have not answered yet. */
  busy = $derived.by(() => this.#waiting > 0);

  #groups = $state.raw<(Group | undefined)[]>([]);
  #problems = $state.raw<Record<string, string>>({});
  #waiting = $state(0);
  #timer: ReturnType<typeof setTimeout> | undefined;
  #asked = new AbortController();

  /** Searches for these words, and no longer for the ones before. */
  ask(words: string): void {
    this.stop();
    const sought = words.trim();
    if (sought.length < SHORTEST) {
      this.#groups = [];
      this.#problems = {};
      return;
    }
    this.#timer = setTimeout(() => this.#search(sought), PAUSE);
  }

  /** Takes no more answers. */
  stop(): void {
    clearTimeout(this.#timer);
    this.#asked.abort();
    this.#waiting = 0;
  }

  #search(words: string): void {
    this.#asked = new AbortController();
    const { signal } = this.#asked;
    const searching = capabilities.filter((capability) => capability.search);
    this.#problems = {};
    this.#waiting = searching.length;
    for (const [at, capability] of searching.entries()) void this.#one(at, capability, words, signal);
  }

  async #one(at: number, { name, search, pages }: Capability, words: string, signal: AbortSignal): Promise<void> {
    if (!search) return;
    const icon = pages?.find((page) => page.nav)?.nav?.icon;
    const show = (group: Group) => (this.#groups = Object.assign([...this.#groups], { [at]: group }));
    try {
      const hits = await search.find(words, signal);
      if (signal.aborted) return;
      show({ label: search.label, entries: hits.slice(0, MOST).map((hit) => entryOfHit(hit, icon)) });
    } catch (error) {
      if (signal.aborted) return;
      show({ label: search.label, entries: [] });
      this.#problems = { ...this.#problems, [name]: `${search.label}: ${asProblem(error).sentence}` };
    }
    this.#waiting -= 1;
  }
}
