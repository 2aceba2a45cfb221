/** What can be done with a todo: shown at once, sent, taken back when it fails; and undone afterwards. */
import { api, done } from '../../lib/api';
import { isoDay } from '../../lib/dates';
import { optimistically } from '../../lib/optimistic';
import { toasts } from '../../lib/toasts.svelte';
import { dueWords } from './due';
import { nameOf, type Changed, type Changes, type Todo } from './model';
import { readPhrase } from './reading.svelte';
import { todos } from './todos.svelte';

/** So long a completed todo is still seen, in milliseconds. */
const SEEN = 1100;
/** Longer titles are cut in messages. */
const SHORT = 48;

const path = (id: string) => ({ params: { path: { id } } });
const now = () => new Date().toISOString();

/** The last thing that can be undone, and its message. */
let last: { toast: number; undo: () => Promise<unknown> } | undefined;

/** Says what was done, and offers to undo it. */
function say(text: string, undo: () => Promise<unknown>): void {
  const run = () => {
    last = undefined;
    return undo();
  };
  last = { toast: toasts.show(text, { action: { label: 'Undo', run } }), undo };
}

/** Undoes the last thing that was done here. */
export async function undoLast(): Promise<void> {
  // What was done a moment ago is the last thing only once the server has answered.
  await todos.settled();
  if (!last) return void toasts.show('There is nothing to undo.');
  const { toast, undo } = last;
  last = undefined;
  toasts.close(toast);
  try {
    await undo();
    toasts.show('Undone.');
  } catch (error) {
    toasts.problem(error);
  }
}

function quoted(todo: Pick<Todo, 'title'>): string {
  const name = nameOf(todo);
  return `“${name.length > SHORT ? `${name.slice(0, SHORT)}…` : name}”`;
}

/** Sends a change of a todo and takes over how it is then. Throws a `Problem`. */
export async function update(id: string, changes: Changes): Promise<Changed> {
  const call = done(api.PATCH('/api/todos/{id}', { ...path(id), body: changes }));
  const changed = await todos.changing(id, call);
  accept(changed);
  return changed;
}

/** Takes over what the server told of a todo. */
function accept(changed: Changed): void {
  const { message: _message, due_note: _note, duplicate: _duplicate, ...todo } = changed;
  todos.accept(todo);
}

async function change(todo: Todo, fields: Partial<Todo>, call: () => Promise<Changed>): Promise<Changed | undefined> {
  const changed = await optimistically(
    () => todos.patch(todo.id, fields),
    () => todos.changing(todo.id, call()),
  );
  if (changed) accept(changed);
  return changed;
}

/** Marks a todo as done. It is seen for a moment, then it leaves the list, or goes on to its next date. */
export async function complete(todo: Todo): Promise<void> {
  todos.hold(todo.id, true);
  setTimeout(() => todos.release(todo.id), SEEN);
  const call = () => done(api.POST('/api/todos/{id}/complete', path(todo.id)));
  const changed = await change(todo, { completed: true, completed_at: now() }, call);
  if (!changed) return todos.release(todo.id);
  if (changed.completed) say(`Done: ${quoted(todo)}`, () => reopen(todo.id));
  else say(`Done: ${quoted(todo)}. Next: ${whenWords(changed)}.`, () => putBack(todo));
}

async function reopen(id: string): Promise<void> {
  accept(await todos.changing(id, done(api.POST('/api/todos/{id}/uncomplete', path(id)))));
}

/** Marks a todo as not done. */
export async function uncomplete(todo: Todo): Promise<void> {
  const call = () => done(api.POST('/api/todos/{id}/uncomplete', path(todo.id)));
  const changed = await change(todo, { completed: false, completed_at: null }, call);
  const again = () => done(api.POST('/api/todos/{id}/complete', path(todo.id)));
  if (changed) say(`To be done again: ${quoted(todo)}`, async () => accept(await todos.changing(todo.id, again())));
}

function whenWords(todo: Pick<Todo, 'due_date'>): string {
  return todo.due_date ? dueWords(todo.due_date, isoDay(Date.now())) : 'no date';
}

/** A due date as the server reads it as the person's own time, and not as an instant of another zone. */
function said(todo: Todo): string {
  if (!todo.due_date) return '';
  return todo.due_zone && todo.due_date.length > 10 ? todo.due_date.slice(0, 19) : todo.due_date;
}

/** Gives a todo the due date and checklist back that it had. Of one that repeats only this occurrence is moved. */
async function putBack(before: Todo): Promise<void> {
  const { id } = before;
  const future = before.due_at !== null && Date.parse(before.due_at) > Date.now();
  if (before.repeat && future && before.due_date) {
    accept(await todos.changing(id, done(api.POST('/api/todos/{id}/snooze', { ...path(id), body: { until: said(before) } }))));
    if (before.items.length) await update(id, { items: before.items });
  } else {
    const items = before.items.length ? { items: before.items } : {};
    await update(id, { due_date: said(before), ...(before.repeat ? { repeat: before.repeat } : {}), ...items });
  }
}

/** Puts a reminder off until a time in words. Throws a `Problem` when the words say none. */
export async function snooze(todo: Todo, until: string): Promise<void> {
  const reading = await readPhrase(until).catch(() => undefined);
  const due = reading ? { due_date: reading.due_date, due_at: reading.due_at } : {};
  const undo = todos.patch(todo.id, due);
  try {
    const call = done(api.POST('/api/todos/{id}/snooze', { ...path(todo.id), body: { until } }));
    const changed = await todos.changing(todo.id, call);
    accept(changed);
    say(`Snoozed until ${whenWords(changed)}: ${quoted(todo)}`, () => putBack(todo));
  } catch (error) {
    undo();
    throw error;
  }
}

/** Sets a todo before all others, or no longer. */
export async function pin(todo: Todo): Promise<void> {
  const pinned = !todo.pinned;
  await change(todo, { pinned }, () => done(api.PATCH('/api/todos/{id}', { ...path(todo.id), body: { pinned } })));
}

/** Puts a todo away, or takes it out again. */
export async function archive(todo: Todo): Promise<void> {
  const archived = !todo.archived;
  const send = (archived: boolean) => done(api.PATCH('/api/todos/{id}', { ...path(todo.id), body: { archived } }));
  const changed = await change(todo, { archived }, () => send(archived));
  if (!changed) return;
  const text = archived ? `Archived: ${quoted(todo)}` : `Out of the archive: ${quoted(todo)}`;
  say(text, async () => accept(await todos.changing(todo.id, send(!archived))));
}

/** Deletes a todo. It stays in the trash, from where it can be brought back. */
export async function remove(todo: Todo): Promise<void> {
  const { id } = todo;
  const gone = await optimistically(
    () => todos.drop(id),
    () => todos.changing(id, done(api.DELETE('/api/todos/{id}', path(id)))),
  );
  if (!gone) return;
  say(`Deleted: ${quoted(todo)}`, async () =>
    accept(await todos.changing(id, done(api.POST('/api/todos/trash/{id}/restore', path(id))))),
  );
}

/** Moves a todo without a date right before or after another. */
export async function move(id: string, other: string, side: 'before' | 'after'): Promise<void> {
  await optimistically(
    () => todos.move(id, other, side),
    () => done(api.POST('/api/todos/reorder', { body: { id, [side]: other } })),
  );
}
