import { api, asProblem, done, Problem } from '../../lib/api';
import { clock } from '../../lib/clock.svelte';
import { isoDay } from '../../lib/dates';
import { live, MISSED, type LiveEvent } from '../../lib/live.svelte';
import { OnTheWay } from '../../lib/on-the-way';
import { momentOf, type Moment } from './due';
import { placeByAge, type Placed, type Section } from './sections';
import type { Todo } from './model';

/** As many as the server gives at once. */
const PAGE = 1000;
/** News are gathered for so long, in milliseconds: an agent that adds many is one change here. */
const GATHER = 80;
/** From so many changed todos on, reading all is less work than reading each. */
const MANY = 40;

/** Told of a todo that came or changed; without one, that it went. */
type Watcher = (id: string, todo: Todo | undefined) => void;

/** Whether a todo is to be done. */
export const isOpen = (todo: Todo): boolean => !todo.archived && !todo.completed;

/** Whether a change puts a todo to another place in the manual order. */
const elsewhere = (before: Todo, after: Todo): boolean =>
  !before.due_date !== !after.due_date || before.pinned !== after.pinned;

/**
 * The todos that this page knows: all that are open, and those of other lists that were looked at. It is the only
 * place where they are kept; whatever changes one tells it here.
 */
class Todos {
  status = $state<'unread' | 'loading' | 'ready' | 'failed'>('unread');
  problem = $state.raw<Problem>();
  /** How many the server counts in each section, until all of them are here. */
  totals = $state.raw<Partial<Record<Section, number>>>({});

  readonly #known = new Map<string, Todo>();
  /** The open ones. Those without a date are in the manual order. */
  #open: string[] = [];
  /** Those that stay in their place for now, and as what they were put there. */
  readonly #held = new Map<string, Todo>();
  /** Those whose completion is being shown. */
  readonly #finishing = new Set<string>();
  readonly #changing = new OnTheWay();
  readonly #running = new Set<Promise<unknown>>();
  #adding = 0;
  readonly #news = new Set<string>();
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** What has changed while all of them are being read. */
  #touched: Set<string> | undefined;
  /** Whether they are to be read again after that. */
  #again = false;
  readonly #watchers = new Set<Watcher>();
  #version = $state(0);

  /** The time that the sections go by. */
  readonly moment: Moment = $derived.by(() => {
    void this.#version;
    const now = Math.max(clock.minute, Date.now());
    return momentOf(now, isoDay(now));
  });

  /** The open todos and those that stay for now, to be put into sections. */
  readonly placed: Placed[] = $derived.by(() => {
    void this.#version;
    const placed: Placed[] = [];
    for (const id of this.#open) {
      const todo = this.#known.get(id);
      if (todo) placed.push({ todo, as: this.#held.get(id) ?? todo });
    }
    return placed;
  });

  /** The labels in use, and how many open todos have each. */
  readonly labels: [string, number][] = $derived.by(() => {
    const counts = new Map<string, number>();
    for (const { todo } of this.placed) if (todo.label) counts.set(todo.label, (counts.get(todo.label) ?? 0) + 1);
    return [...counts].sort(([a], [b]) => a.localeCompare(b));
  });

  /** A todo, when it is known here. */
  get(id: string): Todo | undefined {
    void this.#version;
    return this.#known.get(id);
  }

  /** Whether its completion is being shown. */
  isFinishing(id: string): boolean {
    void this.#version;
    return this.#finishing.has(id);
  }

  /** Begins to read and to listen. What was read stays while other pages are looked at. */
  start(): void {
    if (this.status !== 'unread') return;
    live.on('todos.changed', (event) => this.#hear(event));
    live.on(MISSED, () => void this.load());
    void this.load();
  }

  /** Reads all open todos, section by section, so that what is urgent is there first. */
  async load(): Promise<void> {
    if (this.#touched) {
      this.#again = true;
      return;
    }
    const first = this.status !== 'ready';
    if (first) this.status = 'loading';
    this.#touched = new Set();
    try {
      const sections = (['overdue', 'today', 'upcoming', 'none'] as const).map((section) => this.#section(section, first));
      this.#settle((await Promise.all(sections)).flat());
      this.status = 'ready';
      this.problem = undefined;
    } catch (error) {
      this.problem = asProblem(error);
      if (first) this.status = 'failed';
    }
    this.#touched = undefined;
    if (this.#again) {
      this.#again = false;
      await this.load();
    }
  }

  /** Reads a section to its end. The first time each page is shown as it comes. */
  async #section(section: Section, show: boolean): Promise<Todo[]> {
    const found: Todo[] = [];
    let cursor: string | null | undefined;
    do {
      const query = { section, limit: PAGE, cursor, ...(section === 'none' ? { order: 'manual' as const } : {}) };
      const page = await done(api.GET('/api/todos', { params: { query } }));
      found.push(...page.items);
      cursor = page.next_cursor;
      if (show) {
        this.totals = { ...this.totals, [section]: page.total };
        this.#adopt(page.items);
      }
    } while (cursor);
    return found;
  }

  #adopt(page: Todo[]): void {
    const here = new Set(this.#open);
    for (const todo of page) {
      if (this.#touched?.has(todo.id)) continue;
      this.#known.set(todo.id, todo);
      if (!here.has(todo.id)) this.#open.push(todo.id);
    }
    this.#version += 1;
  }

  /** Takes over what was read; what changed meanwhile is newer, and read again. */
  #settle(read: Todo[]): void {
    const touched = this.#touched ?? new Set();
    const fresh = new Set(read.map(({ id }) => id));
    for (const todo of read) {
      const mine = this.#known.get(todo.id);
      const same = mine?.updated_at === todo.updated_at && mine.due_date === todo.due_date;
      if (!same && !touched.has(todo.id)) this.#known.set(todo.id, todo);
    }
    const mine = this.#open.filter((id) => touched.has(id) && !fresh.has(id));
    const gone = this.#open.filter((id) => !touched.has(id) && !fresh.has(id));
    this.#open = [...mine, ...[...fresh].filter((id) => !touched.has(id) || this.#open.includes(id))];
    for (const id of [...gone, ...touched]) this.#ask(id);
    this.totals = {};
    this.#version += 1;
  }

  /** Takes over what the server answered to a change; while another change is on its way, the answer is older. */
  accept(todo: Todo): void {
    if (this.#changing.has(todo.id)) this.#ask(todo.id);
    else this.put(todo);
  }

  /** Takes a todo as the server told it, or as the person has just changed it. */
  put(todo: Todo): void {
    const before = this.#known.get(todo.id);
    this.#known.set(todo.id, todo);
    this.#touched?.add(todo.id);
    const held = this.#held.has(todo.id);
    this.#arrange(todo, isOpen(todo) || held, !held && before !== undefined && elsewhere(before, todo));
    this.#version += 1;
    for (const watcher of this.#watchers) watcher(todo.id, todo);
  }

  #arrange(todo: Todo, stays: boolean, moved: boolean): void {
    const here = this.#open.includes(todo.id);
    if (here && (!stays || moved)) this.#open = this.#open.filter((id) => id !== todo.id);
    if (stays && (!here || moved)) this.#place(todo);
  }

  #place(todo: Todo): void {
    const peers = this.#open.flatMap((id) => {
      const other = this.#known.get(id);
      return other && !other.due_date && other.pinned === todo.pinned ? [other] : [];
    });
    const before = todo.due_date ? undefined : peers[placeByAge(peers, todo)];
    const at = before ? this.#open.indexOf(before.id) : this.#open.length;
    this.#open = this.#open.toSpliced(at, 0, todo.id);
  }

  /** Changes fields of a todo at once. Returns what takes it back. */
  patch(id: string, changes: Partial<Todo>): () => void {
    const before = this.#known.get(id);
    if (!before) return () => undefined;
    this.put({ ...before, ...changes });
    return () => {
      const now = this.#known.get(id);
      const fields = Object.keys(changes) as (keyof Todo)[];
      if (now) this.put({ ...now, ...Object.fromEntries(fields.map((field) => [field, before[field]])) });
    };
  }

  /** Takes a todo away at once. Returns what brings it back. */
  drop(id: string): () => void {
    const before = this.#known.get(id);
    const order = this.#open;
    this.#known.delete(id);
    this.#held.delete(id);
    this.#touched?.add(id);
    this.#open = order.filter((other) => other !== id);
    this.#version += 1;
    for (const watcher of this.#watchers) watcher(id, undefined);
    return () => {
      if (before) this.put(before);
    };
  }

  /** Keeps a todo where it is in the list, whatever becomes of it, such as while it is open. */
  hold(id: string, finishing = false): void {
    const todo = this.#known.get(id);
    if (todo && !this.#held.has(id) && (isOpen(todo) || this.#open.includes(id))) this.#held.set(id, todo);
    if (finishing) this.#finishing.add(id);
    this.#version += 1;
  }

  /** Lets it go to where it belongs now. */
  release(id: string): void {
    const as = this.#held.get(id);
    this.#held.delete(id);
    this.#finishing.delete(id);
    const todo = this.#known.get(id);
    if (todo) this.#arrange(todo, isOpen(todo), as !== undefined && elsewhere(as, todo));
    this.#version += 1;
  }

  /** Moves a todo right before or after another in the manual order. Returns what takes it back. */
  move(id: string, other: string, side: 'before' | 'after'): () => void {
    const order = this.#open;
    const rest = order.filter((one) => one !== id);
    this.#open = rest.toSpliced(rest.indexOf(other) + (side === 'after' ? 1 : 0), 0, id);
    this.#version += 1;
    return () => {
      this.#open = order;
      this.#version += 1;
    };
  }

  /** Hears of every todo that comes, changes or goes. Returns what ends it. */
  watch(watcher: Watcher): () => void {
    this.#watchers.add(watcher);
    return () => this.#watchers.delete(watcher);
  }

  /** Makes a call that changes a todo; until it has ended, the server's news of it wait. */
  async changing<T>(id: string, call: Promise<T>): Promise<T> {
    this.#running.add(call);
    try {
      return await this.#changing.until(id, call);
    } finally {
      this.#running.delete(call);
    }
  }

  /** Resolves when the changes that are on their way have arrived or failed, and that has been told. */
  async settled(): Promise<void> {
    await Promise.allSettled(this.#running);
    await new Promise((resolve) => setTimeout(resolve));
  }

  /** Makes a call that adds todos; until it has ended, news of unknown ones wait: they may be these. */
  async adding<T>(call: Promise<T>): Promise<T> {
    this.#adding += 1;
    try {
      return await call;
    } finally {
      this.#adding -= 1;
    }
  }

  #hear({ data }: LiveEvent): void {
    if (typeof data.id !== 'string') {
      void this.load();
    } else if (data.what === 'deleted') {
      this.drop(data.id);
    } else {
      this.#ask(data.id);
    }
  }

  #ask(id: string): void {
    this.#news.add(id);
    this.#timer ??= setTimeout(() => void this.#read(), GATHER);
  }

  /** Reads what there is news of. */
  async #read(): Promise<void> {
    this.#timer = undefined;
    const waits = (id: string) => this.#changing.has(id) || (this.#adding > 0 && !this.#known.has(id));
    const ids = [...this.#news];
    this.#news.clear();
    for (const id of ids.filter(waits)) this.#ask(id);
    const ready = ids.filter((id) => !waits(id));
    if (ready.length > MANY) return this.load();
    await Promise.all(ready.map((id) => this.#reread(id)));
  }

  async #reread(id: string): Promise<void> {
    try {
      const call = done(api.GET('/api/todos/{id}', { params: { path: { id } } }));
      const todo = await this.#changing.unlessChanged(id, call);
      if (!todo) this.#ask(id);
      else if (JSON.stringify(todo) !== JSON.stringify(this.#known.get(id))) this.put(todo);
    } catch (error) {
      // Otherwise it is read again with everything, once the server answers.
      if (error instanceof Problem && error.status === 404) this.drop(id);
    }
  }
}

/** The todos. */
export const todos = new Todos();
