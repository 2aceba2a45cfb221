import { SvelteMap } from 'svelte/reactivity';
import { api, done, Problem, type Output } from '../../lib/api';
import { live, type LiveEvent } from '../../lib/live.svelte';
import { OnTheWay } from '../../lib/on-the-way';
import { addressOf } from './address';
import { Feed } from './feed.svelte';
import { filterOf, type Filter } from './filter';
import type { List } from './list.svelte';
import type { Memory } from './model';
import { Search } from './search.svelte';

/** What is being typed into a fact. It outlives the page, so that nothing typed is lost. */
export interface Draft {
  text: string;
  /** The text that it began from. */
  base: string;
  /** Why it could not be saved. */
  problem?: string;
}

/** Events come in bursts, such as when an agent tidies up. */
const BURST = 120;
/** More changed facts than this are not read one by one. */
const ONE_BY_ONE = 20;

/** The lists that a part of the memory is shown as. */
function listsOf(filter: Filter): { pinned?: Feed; rest?: List } {
  const { q, category, order, pinned } = filter;
  if (q) return { rest: new Search(filter) };
  return {
    pinned: new Feed({ category, order, pinned: true }),
    rest: pinned ? undefined : new Feed({ category, order, pinned: false }),
  };
}

/** What the memory page shows. */
class Shelf {
  /** What part of the memory it is. */
  filter = $state.raw<Filter>(filterOf(new URLSearchParams()));
  /** What is always in mind, in a group of its own; not while searching. */
  pinned = $state.raw<Feed>();
  /** Everything else, or what was found. */
  rest = $state.raw<List>();
  /** How many there are, by category. */
  counts = $state.raw<Output<'memory.categories'>>();
  /** The fact that the keyboard is at. */
  current = $state<string>();
  /** What is being typed into facts. */
  drafts = new SvelteMap<string, Draft>();
  /** Whether what is shown is not yet what was asked for. */
  changing = $state(false);
  /** How many additions are on their way: their news wait for the answer. */
  adding = 0;
  /** Changes of facts that are on their way: news of these wait as well. */
  readonly changes = new OnTheWay();
  /** What was deleted here: a late answer must not bring it back. */
  readonly gone = new Set<string>();

  /** What is being read, to be shown then. */
  #coming: List[] = [];
  #changed = new Set<string>();
  #everything = false;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** The lists on the page, from the top down. */
  get lists(): List[] {
    return [this.pinned, this.rest].filter((list) => list !== undefined);
  }

  /** All facts on the page, from the top down. */
  get shown(): Memory[] {
    return this.lists.flatMap((list) => list.items);
  }

  /** Shows a part of the memory. What was shown before stays until that has been read. */
  async show(filter: Filter): Promise<void> {
    const same = addressOf(filter) === addressOf(this.filter);
    if (same && this.lists.length && !this.changing) {
      for (const list of this.lists) void list.again();
      return;
    }
    this.filter = filter;
    const next = listsOf(filter);
    const lists = [next.pinned, next.rest].filter((list) => list !== undefined);
    const readings = lists.map((list) => list.next());
    if (this.lists.length) {
      this.changing = true;
      this.#coming = lists;
      await Promise.all(readings);
      // Meanwhile something else may have been asked for.
      if (this.#coming !== lists) return;
    }
    this.#coming = [];
    this.changing = false;
    this.pinned = next.pinned;
    this.rest = next.rest;
  }

  /** Follows what others change, while the page is open. */
  follow(): () => void {
    void this.count();
    const stop = live.on('memory.changed', (event) => this.#hear(event));
    return () => {
      stop();
      clearTimeout(this.#timer);
    };
  }

  /** Counts anew. */
  async count(): Promise<void> {
    try {
      this.counts = await done(api.GET('/api/memory/categories'));
    } catch {
      // The lists say what is wrong; without counts the page still works.
    }
  }

  /** Shows what has become of a fact. */
  put(memory: Memory): void {
    if (this.gone.has(memory.id)) return;
    for (const list of [...this.lists, ...this.#coming]) list.put(memory);
  }

  /** Takes over what the server answered to a change; while another change is on its way, the answer is older. */
  accept(memory: Memory): void {
    if (this.changes.has(memory.id)) this.#changed.add(memory.id);
    else this.put(memory);
  }

  /** Takes a fact off the page. */
  remove(id: string): void {
    for (const list of [...this.lists, ...this.#coming]) list.remove(id);
  }

  /** Notes where a fact stands; the answer brings it back there, as it was. */
  hold(id: string): () => void {
    const holds = this.lists.map((list) => list.hold(id));
    return () => {
      for (const back of holds) back();
    };
  }

  /** Counts anew, soon; reads anew the facts that changed since, if any. */
  soon(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#catchUp(), BURST);
  }

  #hear({ data: { id, what } }: LiveEvent): void {
    const isNew = what === 'added' || what === 'restored';
    if (typeof id !== 'string' || (isNew && this.filter.q)) {
      // Whether something new is to be found, only a new search tells.
      this.#everything = true;
    } else if (what === 'deleted') {
      this.remove(id);
    } else {
      if (isNew) this.gone.delete(id);
      this.#changed.add(id);
    }
    this.soon();
  }

  async #catchUp(): Promise<void> {
    if (this.adding || this.changes.any) return this.soon();
    const ids = [...this.#changed];
    const everything = this.#everything || ids.length > ONE_BY_ONE;
    this.#changed.clear();
    this.#everything = false;
    const readings = everything ? this.lists.map((list) => list.again()) : ids.map((id) => this.#look(id));
    await Promise.all([this.count(), ...readings]);
  }

  async #look(id: string): Promise<void> {
    try {
      const call = done(api.GET('/api/memory/{id}', { params: { path: { id } } }));
      const memory = await this.changes.unlessChanged(id, call);
      if (memory) return this.put(memory);
      this.#changed.add(id);
      this.soon();
    } catch (error) {
      if (error instanceof Problem && error.status === 404) this.remove(id);
      // Otherwise the server is not to be had: once it is back, everything is read anew.
    }
  }
}

/** What the memory page shows. */
export const shelf = new Shelf();
