import { Problem } from '../../../lib/api';
import { type Trash, trashesOf } from '../../../lib/capability';
import { capabilityOf } from '../../../lib/directory';

/** The thing that a call was, or would be, about. */
export interface Subject {
  title: string;
  /** Where it is shown; nothing for what is in the trash. */
  href?: string;
  /** Brings it back from the trash. */
  restore?: () => Promise<unknown>;
}

type Page = Awaited<ReturnType<Trash['list']>>;

/** So many are looked up at once: browsers keep six connections to a server, and the page needs some. */
const AT_ONCE = 3;

/** Finds what ids stand for, each once, until it is told to forget. */
export class Subjects {
  #found = new Map<string, Promise<Subject | undefined>>();
  #pages = new Map<string, Promise<Page>>();
  #running = 0;
  #queue: (() => void)[] = [];

  /** What an operation's id stands for; nothing where it is gone for good, or its capability does not tell. */
  of(operation: string, id: string, since = ''): Promise<Subject | undefined> {
    const key = `${operation.split('.')[0]} ${id}`;
    const found = this.#found.get(key) ?? this.#turn(() => this.#find(operation, id, since));
    this.#found.set(key, found);
    return found;
  }

  /** Forgets everything: something has changed. */
  forget(): void {
    this.#found.clear();
    this.#pages.clear();
  }

  async #find(operation: string, id: string, since: string): Promise<Subject | undefined> {
    const capability = capabilityOf(operation);
    if (!capability) return undefined;
    // In the trash first: asking for what is not there leaves a complaint in the browser's log.
    for (const trash of trashesOf(capability)) {
      const buried = await this.#inTrash(trash.kind ?? capability.name, trash, id, since);
      if (buried) return { title: buried.title, restore: () => trash.restore(buried.id) };
    }
    try {
      return await capability.things?.find(id);
    } catch (error) {
      if (error instanceof Problem && error.status === 404) return undefined;
      throw error;
    }
  }

  /** Looks through the trash, back to when the call was made. */
  async #inTrash(name: string, trash: Trash, id: string, since: string) {
    for (let cursor: string | undefined; ; ) {
      const key = `${name} ${cursor ?? ''}`;
      const page = this.#pages.get(key) ?? trash.list(cursor);
      this.#pages.set(key, page);
      const { items, next_cursor } = await page;
      const found = items.find((item) => item.id === id || item.id.startsWith(id));
      const last = items.at(-1);
      if (found || !next_cursor || !last || last.deleted_at < since) return found;
      cursor = next_cursor;
    }
  }

  /** Runs when it is its turn. */
  async #turn<T>(run: () => Promise<T>): Promise<T> {
    if (this.#running >= AT_ONCE) await new Promise<void>((resolve) => this.#queue.push(resolve));
    this.#running += 1;
    try {
      return await run();
    } finally {
      this.#running -= 1;
      this.#queue.shift()?.();
    }
  }
}
