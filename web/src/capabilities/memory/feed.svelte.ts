import { api, done } from '../../lib/api';
import { withPage } from '../../lib/pages';
import type { Filter } from './filter';
import { List } from './list.svelte';
import type { Memory } from './model';

/** The first page is there at once; the next ones are few. */
const FIRST = 100;
const NEXT = 500;
/** The most that one call gives. */
const MOST = 1000;

/** Facts in the order in which they were stored, read page by page. */
export class Feed extends List {
  #cursor: string | undefined;

  constructor(private readonly wanted: Pick<Filter, 'category' | 'order'> & { pinned?: boolean }) {
    super();
  }

  accepts({ pinned, category }: Memory): boolean {
    const { wanted } = this;
    return (wanted.pinned ?? pinned) === pinned && (wanted.category ?? category) === category;
  }

  protected async read(): Promise<void> {
    const page = await this.#page(this.#cursor ? NEXT : FIRST, this.#cursor);
    // What came in by a live event meanwhile may be on the page too.
    this.#show(withPage(this.items, page.items, ({ id }) => id), page);
  }

  protected async reread(): Promise<void> {
    const wanted = Math.max(FIRST, this.items.length);
    let page = await this.#page(Math.min(MOST, wanted));
    let items = page.items;
    while (items.length < wanted && page.next_cursor) {
      page = await this.#page(Math.min(MOST, wanted - items.length), page.next_cursor);
      items = withPage(items, page.items, ({ id }) => id);
    }
    this.#show(items, page);
  }

  protected place(memory: Memory): number | undefined {
    const later = (a: Memory, b: Memory) => Date.parse(a.created_at) > Date.parse(b.created_at);
    const newest = this.wanted.order === 'newest';
    const at = this.items.findIndex((item) => (newest ? !later(item, memory) : later(item, memory)));
    if (at >= 0) return at;
    // Behind everything that is shown: it comes with its page.
    return this.more ? undefined : this.items.length;
  }

  #page(limit: number, cursor?: string) {
    return done(api.GET('/api/memory', { params: { query: { ...this.wanted, limit, cursor } } }));
  }

  #show(items: Memory[], page: { total: number; next_cursor?: string | null }): void {
    this.items = items;
    this.total = page.total;
    this.#cursor = page.next_cursor ?? undefined;
    this.more = this.#cursor !== undefined;
  }
}
