import { asProblem, type Problem } from '../../lib/api';
import type { Todo } from './model';
import { todos } from './todos.svelte';

/** A page of a list. */
interface Page {
  items: Todo[];
  next_cursor?: string | null;
  total?: number;
}

/** A list that is read page by page, as one scrolls: done todos, archived ones, hits of a search. */
export class Found {
  status = $state<'loading' | 'ready' | 'failed'>('loading');
  problem = $state.raw<Problem>();
  total = $state<number>();
  /** Over when there is a first answer, or none. */
  readonly first: Promise<void>;
  #ids = $state.raw<string[]>([]);
  #next: string | null | undefined;
  #busy = false;
  /** What was heard of while a page is on its way, which may be older. */
  readonly #late = new Set<string>();
  readonly #stop = new AbortController();
  readonly #unwatch: () => void;

  /** `belongs` tells whether a todo that has changed is one of these; new ones come to the top. */
  constructor(
    readonly read: (cursor: string | undefined, signal: AbortSignal) => Promise<Page>,
    readonly belongs: (todo: Todo, here: boolean) => boolean,
  ) {
    this.#unwatch = todos.watch((id, todo) => this.#heard(id, todo));
    this.first = this.load();
  }

  /** The todos, as they are now. */
  get items(): Todo[] {
    return this.#ids.flatMap((id) => todos.get(id) ?? []);
  }

  /** Reads the first page anew. */
  async load(): Promise<void> {
    this.#next = undefined;
    this.#busy = false;
    await this.#page((ids) => ids);
  }

  /** Reads the next page, if there is one. */
  async more(): Promise<void> {
    if (this.#next) await this.#page((ids) => [...new Set([...this.#ids, ...ids])]);
  }

  async #page(join: (ids: string[]) => string[]): Promise<void> {
    if (this.#busy) return;
    this.#busy = true;
    try {
      const page = await this.read(this.#next ?? undefined, this.#stop.signal);
      if (this.#stop.signal.aborted) return;
      for (const todo of page.items) if (!this.#late.has(todo.id)) todos.accept(todo);
      this.#ids = join(page.items.map(({ id }) => id));
      this.#next = page.next_cursor;
      this.total = page.total;
      this.status = 'ready';
      this.problem = undefined;
    } catch (error) {
      if (this.#stop.signal.aborted) return;
      this.problem = asProblem(error);
      if (this.status === 'loading') this.status = 'failed';
    }
    this.#busy = false;
    const late = [...this.#late];
    this.#late.clear();
    for (const id of late) this.#heard(id, todos.get(id));
  }

  #heard(id: string, todo: Todo | undefined): void {
    if (this.#busy) return void this.#late.add(id);
    const here = this.#ids.includes(id);
    const fits = todo !== undefined && this.belongs(todo, here);
    if (fits === here) return;
    this.#ids = fits ? [id, ...this.#ids] : this.#ids.filter((other) => other !== id);
    if (this.total !== undefined) this.total += fits ? 1 : -1;
  }

  /** Ends it: calls are given up, news are no longer heard. */
  end(): void {
    this.#stop.abort();
    this.#unwatch();
  }
}
