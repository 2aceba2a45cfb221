import { api, done } from '../../lib/api';
import type { Filter } from './filter';
import { List } from './list.svelte';
import type { Memory } from './model';

/** The most that one search gives. */
export const MOST_FOUND = 100;

/** What a search found, the best matches first. */
export class Search extends List {
  /** Whether meaning was searched too, beside words. */
  byMeaning = $state(false);
  /** What the server says about the answer. */
  note = $state<string>();
  /** Whether there may be further matches than these. */
  full = $state(false);

  constructor(private readonly wanted: Filter) {
    super();
  }

  accepts({ pinned, category }: Memory): boolean {
    const { wanted } = this;
    return (!wanted.pinned || pinned) && (wanted.category ?? category) === category;
  }

  protected async read(): Promise<void> {
    const { q, category } = this.wanted;
    const found = await done(api.GET('/api/memory/search', { params: { query: { q, category, limit: MOST_FOUND } } }));
    this.byMeaning = found.by.includes('meaning');
    this.note = found.note ?? undefined;
    this.full = found.items.length === MOST_FOUND;
    this.items = found.items.filter((hit) => this.accepts(hit));
    this.total = this.items.length;
    this.more = false;
  }

  protected reread(): Promise<void> {
    return this.read();
  }

  /** Whether something else fits is the server's to say. */
  protected place(): number | undefined {
    return undefined;
  }

  override put(memory: Memory): void {
    if (this.items.some((item) => item.id === memory.id)) super.put(memory);
  }
}
