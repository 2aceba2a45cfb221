import { asProblem, type Problem } from '../../lib/api';
import { InTurn, withPage } from '../../lib/pages';
import { type Capability, type Trash, trashesOf } from '../../lib/capability';

/** How long deleted things are kept, in milliseconds: 30 days. */
const KEPT = 30 * 24 * 60 * 60_000;

/** Something deleted. */
export interface Deleted {
  id: string;
  title: string;
  deleted_at: string;
  bin: Bin;
}

/** When something goes for good. */
export function goesAt({ deleted_at }: Deleted): string {
  return new Date(Date.parse(deleted_at) + KEPT).toISOString();
}

/** What one capability keeps its deleted things in. */
export class Bin {
  /** The capability's. */
  readonly name: string;
  /** One bin's own. */
  readonly kind: string;
  readonly label: string;
  readonly icon;
  /** What is in it, as far as it has been read, the latest deleted first. */
  items = $state.raw<Deleted[]>([]);
  /** Why it could not be read. */
  problem = $state.raw<Problem>();
  /** Whether it has been read, or could not be. */
  known = $state(false);
  /** Where the next page begins, when there is one. */
  cursor = $state<string>();
  #trash: Trash;
  readonly #turns = new InTurn();

  constructor({ name, pages, things }: Capability, trash: Trash) {
    this.name = name;
    this.kind = trash.kind ?? name;
    this.label = trash.label;
    this.icon = pages?.find((page) => page.nav)?.nav?.icon;
    this.#trash = trash;
    this.#find = things?.find;
  }

  #find: ((id: string) => Promise<{ href: string } | undefined>) | undefined;

  /** Reads its first page, again if it has been read before. */
  read(): Promise<void> {
    return this.#page();
  }

  /** Reads the next page, when there is one. */
  async more(): Promise<void> {
    if (this.cursor) await this.#page(this.cursor);
  }

  /** Restores one. Throws a `Problem`. Until the server has done it, it is not shown here. */
  async restore(item: Deleted): Promise<void> {
    await this.#trash.restore(item.id);
  }

  /** Where a restored thing is, when its capability can tell. */
  async whereabouts(id: string): Promise<string | undefined> {
    return (await this.#find?.(id).catch(() => undefined))?.href;
  }

  #page(cursor?: string): Promise<void> {
    return this.#turns.run(() => this.#readPage(cursor));
  }

  async #readPage(cursor?: string): Promise<void> {
    try {
      const page = await this.#trash.list(cursor);
      const items = page.items.map((item) => ({ ...item, bin: this }));
      this.items = withPage(cursor ? this.items : [], items, ({ id }) => id);
      this.cursor = page.next_cursor ?? undefined;
      this.problem = undefined;
    } catch (error) {
      this.problem = asProblem(error);
    }
    this.known = true;
  }
}

/** The bins of these capabilities, as far as they are the person's to see. */
export function binsOf(capabilities: Capability[]): Bin[] {
  return capabilities.flatMap((capability) => trashesOf(capability).map((trash) => new Bin(capability, trash)));
}

/**
 * What is in several bins, the latest deleted first, as far as that is known: what one bin has not told yet may
 * belong between what the others have.
 */
export function together(bins: Bin[]): Deleted[] {
  const ends = bins.flatMap(({ cursor, items }) => (cursor ? (items.at(-1)?.deleted_at ?? []) : []));
  const horizon = ends.sort().at(-1) ?? '';
  return bins
    .flatMap(({ items }) => items)
    .filter(({ deleted_at }) => deleted_at >= horizon)
    .sort((a, b) => b.deleted_at.localeCompare(a.deleted_at));
}
