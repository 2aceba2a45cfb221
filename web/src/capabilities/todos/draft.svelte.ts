import { SvelteMap } from 'svelte/reactivity';
import { asProblem } from '../../lib/api';
import { live, MISSED } from '../../lib/live.svelte';
import { update } from './acts';
import type { Changes, Item, Todo } from './model';
import { todos } from './todos.svelte';

/** So long the person has to have paused, in milliseconds, before what was typed is saved. */
const PAUSE = 800;

/** What is typed; everything else is changed at once. */
interface Text {
  title: string;
  content: string;
  label: string;
  items: Item[];
}

/** A line of a checklist while it is edited: it keeps its key wherever it is moved. */
export interface Line extends Item {
  key: number;
}

let lastKey = 0;

/** A line with a key of its own. */
export function line(text: string, done = false): Line {
  lastKey += 1;
  return { key: lastKey, text, done };
}

/** What a person is changing of a todo. It is saved by itself, and stays until it has been. */
export class Draft {
  title = $state('');
  content = $state('');
  label = $state('');
  lines = $state.raw<Line[]>([]);
  /** Why a field was not saved, by its name. */
  problems = $state.raw<Record<string, string>>({});
  saving = $state(false);
  #base: Text;
  /** As `saving`; what is shown may lag behind. */
  #busy = false;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(readonly id: string, todo: Todo) {
    this.#base = textOf(todo);
    this.#take(this.#base);
  }

  /** Whether something was not saved. */
  get refused(): boolean {
    return Object.keys(this.problems).length > 0;
  }

  #take({ title, content, label, items }: Text): void {
    [this.title, this.content, this.label] = [title, content, label];
    this.lines = items.map(({ text, done }) => line(text, done));
  }

  /** What differs from what is stored. */
  get changes(): Changes {
    const now = this.#now;
    const changes: Changes = {};
    if (now.title.trim() !== this.#base.title) changes.title = now.title;
    if (now.content !== this.#base.content) changes.content = now.content;
    if (now.label.trim() !== this.#base.label) changes.label = now.label.trim();
    if (!same(now.items, this.#base.items)) {
      changes.items = now.items;
      if (!now.items.length !== !this.#base.items.length) changes.note_type = now.items.length ? 'checklist' : 'note';
    }
    return changes;
  }

  get #now(): Text {
    const items = this.lines.flatMap(({ text, done }) => (text.trim() ? [{ text: text.trim(), done }] : []));
    return { title: this.title, content: this.content.trim() && this.content, label: this.label, items };
  }

  /** The todo was changed, perhaps elsewhere: takes over what is not being changed here. */
  follow(todo: Todo): void {
    if (this.#busy) return;
    const [now, before, after] = [this.#now, this.#base, textOf(todo)];
    if (now.title.trim() === before.title && after.title !== before.title) this.title = after.title;
    if (now.content === before.content && after.content !== before.content) this.content = after.content;
    if (now.label.trim() === before.label && after.label !== before.label) this.label = after.label;
    if (same(now.items, before.items) && !same(after.items, before.items)) {
      this.lines = after.items.map(({ text, done }) => line(text, done));
    }
    this.#base = after;
  }

  /** Something was typed: it is saved after a pause. */
  typed(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.save(), PAUSE);
  }

  /** Saves what was typed. */
  async save(): Promise<void> {
    clearTimeout(this.#timer);
    // One after the other; what is typed meanwhile comes next.
    if (this.#busy) return this.typed();
    const { changes } = this;
    if (Object.keys(changes).length === 0) {
      for (const field of ['title', 'content', 'label', 'items']) this.#clear(field);
      return;
    }
    await this.apply(changes, shownAs(changes));
  }

  /** Makes changes at once, shown as `fields`. Tells whether they were saved. */
  async apply(changes: Changes, fields: Partial<Todo> = {}): Promise<boolean> {
    this.saving = this.#busy = true;
    const undo = todos.patch(this.id, fields);
    try {
      const changed = await update(this.id, changes);
      this.#base = { ...this.#base, ...picked(textOf(changed), changes) };
      for (const field of Object.keys(changes)) this.#clear(field);
      return true;
    } catch (error) {
      undo();
      const problem = asProblem(error);
      const named = problem.more.field;
      const field = named && named in changes ? named : (Object.keys(changes)[0] ?? 'title');
      this.problems = { ...this.problems, [field]: problem.sentence };
      return false;
    } finally {
      this.saving = this.#busy = false;
    }
  }

  /** The field is being changed again: what was wrong with it no longer holds. */
  #clear(field: string): void {
    if (!(field in this.problems)) return;
    const { [field]: _gone, ...rest } = this.problems;
    this.problems = rest;
  }

  /** Goes back to what is stored. */
  discard(): void {
    clearTimeout(this.#timer);
    this.#take(this.#base);
    this.problems = {};
  }
}

function textOf(todo: Todo): Text {
  return { title: todo.title, content: todo.content ?? '', label: todo.label ?? '', items: todo.items };
}

const same = (a: Item[], b: Item[]) => JSON.stringify(a) === JSON.stringify(b);

/** Text that is cleared is sent as nothing, and shown as none. */
function shownAs({ title, content, label, items }: Changes): Partial<Todo> {
  const fields: Partial<Todo> = {};
  if (typeof title === 'string') fields.title = title.trim();
  if (typeof content === 'string') fields.content = content || null;
  if (typeof label === 'string') fields.label = label || null;
  if (items) fields.items = items.map((item) => (typeof item === 'string' ? { text: item, done: false } : { done: false, ...item }));
  return fields;
}

function picked(text: Text, changes: Changes): Partial<Text> {
  return Object.fromEntries(Object.entries(text).filter(([field]) => field in changes));
}

/** The todos that are being changed, or whose changes could not be saved yet. */
export const drafts = new SvelteMap<string, Draft>();

/** The draft of a todo that is opened. */
export function draftOf(todo: Todo): Draft {
  const draft = drafts.get(todo.id) ?? new Draft(todo.id, todo);
  drafts.set(todo.id, draft);
  return draft;
}

/** A todo is closed: its changes are saved; those that cannot be stay. */
export async function putAway(draft: Draft): Promise<void> {
  await draft.save();
  if (!draft.refused && Object.keys(draft.changes).length === 0) drafts.delete(draft.id);
}

/** Saves what could not be saved, once the server answers again. */
export function saveLater(): () => void {
  return live.on(MISSED, () => {
    for (const draft of drafts.values()) void draft.save();
  });
}
