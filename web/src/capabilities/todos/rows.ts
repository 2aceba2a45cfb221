import type { Target } from './drag.svelte';
import type { Todo } from './model';
import type { Line } from './sections';

/** A row of a todo. */
type Row = Extract<Line, { kind: 'todo' }>;

/**
 * The row that gets the keys when one has left its place: the one after it, or else the one before. Nothing
 * while it is still between the rows that it was between, or beside one of them.
 */
export function successor(before: readonly string[], after: readonly string[], id: string): string | undefined {
  const at = before.indexOf(id);
  if (at < 0) return undefined;
  const now = after.indexOf(id);
  if (now >= 0 && (after[now - 1] === before[at - 1] || after[now + 1] === before[at + 1])) return undefined;
  const here = new Set(after);
  here.delete(id);
  return before.slice(at + 1).find((other) => here.has(other)) ?? before.slice(0, at).findLast((other) => here.has(other));
}

/** Where a todo without a date goes when it is moved by one; nothing where it is the first or last of its kind. */
export function stepOf(rows: readonly Row[], todo: Todo, by: -1 | 1): Target | undefined {
  const peers = rows.filter(({ section, todo: other }) => section === 'none' && other.pinned === todo.pinned);
  const at = peers.findIndex(({ key }) => key === todo.id);
  const other = at < 0 ? undefined : peers[at + by];
  return other && { key: other.key, side: by < 0 ? 'before' : 'after' };
}
