import { dayOf, dayWords, isOver, type Moment } from './due';
import type { Todo } from './model';

/** A section of the list, by due date. */
export type Section = 'overdue' | 'today' | 'upcoming' | 'none';

/** The sections in their order, and what they are called. */
export const SECTIONS: readonly { section: Section; title: string }[] = [
  { section: 'overdue', title: 'Overdue' },
  { section: 'today', title: 'Today' },
  { section: 'upcoming', title: 'Upcoming' },
  { section: 'none', title: 'No date' },
];

/** A line of the list: a heading, a todo, or that nothing is due. */
export type Line =
  | { kind: 'section'; key: string; section: Section; title: string; count: number }
  | { kind: 'day'; key: string; title: string }
  | { kind: 'calm'; key: string }
  | { kind: 'todo'; key: string; todo: Todo; section: Section | undefined };


/** The section that an open todo belongs to. */
export function sectionOf(todo: Pick<Todo, 'due_date' | 'due_at'>, moment: Moment): Section {
  if (!todo.due_date) return 'none';
  if (isOver(todo, moment)) return 'overdue';
  return dayOf(todo.due_date) <= moment.today ? 'today' : 'upcoming';
}

/** A todo, and as what it is put into its section: while it is being edited it stays where it was. */
export interface Placed {
  todo: Todo;
  as: Todo;
}

/**
 * The list: sections with their todos in the server's order. Dated ones are ordered by their reminder; those
 * without a date come as given, pinned ones first.
 */
export function lines(placed: readonly Placed[], moment: Moment): Line[] {
  const groups: Record<Section, Placed[]> = { overdue: [], today: [], upcoming: [], none: [] };
  for (const one of placed) groups[sectionOf(one.as, moment)].push(one);
  for (const section of ['overdue', 'today', 'upcoming'] as const) groups[section].sort(byDue);
  groups.none = [...groups.none.filter(({ as }) => as.pinned), ...groups.none.filter(({ as }) => !as.pinned)];

  const found: Line[] = [];
  if (placed.length && !groups.overdue.length && !groups.today.length) found.push({ kind: 'calm', key: 'calm' });
  for (const { section, title } of SECTIONS) {
    const group = groups[section];
    if (group.length === 0) continue;
    found.push({ kind: 'section', key: `section:${section}`, section, title, count: group.length });
    let day: string | undefined;
    for (const { todo, as } of group) {
      if (section === 'upcoming' && as.due_date && dayOf(as.due_date) !== day) {
        day = dayOf(as.due_date);
        found.push({ kind: 'day', key: `day:${day}`, title: dayWords(day, moment.today) });
      }
      found.push({ kind: 'todo', key: todo.id, todo, section });
    }
  }
  return found;
}

function byDue({ as: a }: Placed, { as: b }: Placed): number {
  return compare(a.due_at, b.due_at) || compare(a.created_at, b.created_at);
}

/** Instants of the server are all written alike, so that their texts are in the order of time. */
function compare(a: string | null, b: string | null): number {
  const [one, other] = [a ?? '', b ?? ''];
  return one < other ? -1 : one > other ? 1 : 0;
}

/** The place of a todo in the manual order, the newest first, where its own place is not known. */
export function placeByAge(order: readonly Todo[], todo: Todo): number {
  const at = order.findIndex((other) => other.created_at < todo.created_at);
  return at < 0 ? order.length : at;
}
