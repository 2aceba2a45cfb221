import { expect, test } from 'vitest';
import { dueChoices, snoozeChoices } from './choices';
import { dayWords, dueWords, isOver, momentOf, repeatWords } from './due';
import type { Todo } from './model';
import { lines, placeByAge, sectionOf } from './sections';

const today = '2026-11-23';
const moment = momentOf(Date.parse('2026-11-23T11:00:00.250Z'), today);

function todo(id: string, due_date: string | null = null, more: Partial<Todo> = {}): Todo {
  const due_at = due_date && new Date(due_date.length > 10 ? due_date : `${due_date}T08:00:00Z`).toISOString().replace('.000', '');
  const empty = { content: null, items: [], note_type: 'note', color: null, label: null, completed_at: null, due_zone: null };
  const rest = { repeat: null, repeat_words: null, source: 'user', session_id: null, image_url: null, due_reading: due_date };
  const flags = { pinned: false, archived: false, completed: false, overdue: false };
  return { id, title: id, due_date, due_at, created_at: '2026-11-01T00:00:00Z', updated_at: '', ...empty, ...rest, ...flags, ...more };
}

const shown = (todos: Todo[]) =>
  lines(todos.map((todo) => ({ todo, as: todo })), moment).map((line) =>
    line.kind === 'section' ? `${line.title} ${line.count}` : line.kind === 'day' ? `(${line.title})` : 'todo' in line ? line.todo.id : line.key,
  );

test('a due date in words', () => {
  expect(dueWords('2026-11-23T17:00:00+01:00', today)).toBe('Today 17:00');
  expect(dueWords('2026-11-24', today)).toBe('Tomorrow');
  expect(dueWords('2026-11-22T09:30:00+01:00', today)).toBe('Yesterday 09:30');
  expect(dueWords('2026-12-01T09:00:00+01:00', today)).toBe('Tue 1 Dec 09:00');
  expect(dueWords('2027-03-28', today)).toBe('Sun 28 Mar 2027');
  expect(dayWords('2026-03-01', '2026-02-28')).toBe('Tomorrow');
});

test('a time is over when it comes, a day when it has ended', () => {
  expect(isOver(todo('a', '2026-11-23T12:00:00+01:00'), moment)).toBe(true);
  expect(isOver(todo('a', '2026-11-23T12:01:00+01:00'), moment)).toBe(false);
  expect(isOver(todo('a', '2026-11-23'), moment)).toBe(false);
  expect(isOver(todo('a', '2026-11-22'), moment)).toBe(true);
  expect(isOver(todo('a'), moment)).toBe(false);
});

test('sections, days, and the order within', () => {
  const todos = [
    todo('idea'),
    todo('friday', '2026-11-27T09:00:00+01:00'),
    todo('pinned idea', null, { pinned: true }),
    todo('evening', '2026-11-23T18:00:00+01:00'),
    todo('all day', '2026-11-23'),
    todo('missed', '2026-11-23T09:00:00+01:00'),
    todo('tomorrow', '2026-11-24'),
    todo('long missed', '2026-11-20'),
    todo('friday too', '2026-11-27T08:00:00+01:00'),
  ];
  expect(shown(todos)).toEqual([
    ...['Overdue 2', 'long missed', 'missed'],
    ...['Today 2', 'all day', 'evening'],
    ...['Upcoming 3', '(Tomorrow)', 'tomorrow', '(Fri 27 Nov)', 'friday too', 'friday'],
    ...['No date 2', 'pinned idea', 'idea'],
  ]);
  expect(shown([])).toEqual([]);
});

test('what is being edited stays in its place', () => {
  const before = todo('a', '2026-11-23');
  const after = todo('a', '2026-12-24');
  const [section, line] = lines([{ todo: after, as: before }], moment);
  expect(section).toMatchObject({ title: 'Today' });
  expect(line).toMatchObject({ todo: { due_date: '2026-12-24' } });
});

test('the same due time: the older first, as on the server', () => {
  const at = '2026-11-25T09:00:00+01:00';
  const todos = [todo('new', at, { created_at: '2026-11-03T00:00:00Z' }), todo('old', at)];
  expect(shown(todos).slice(3)).toEqual(['old', 'new']);
  expect(shown(todos)[0]).toBe('calm');
});

test('without a place of its own a todo is put among those of its age', () => {
  const order = [todo('new', null, { created_at: '2026-11-03' }), todo('old', null, { created_at: '2026-11-01' })];
  expect(placeByAge(order, todo('newest', null, { created_at: '2026-11-04' }))).toBe(0);
  expect(placeByAge(order, todo('between', null, { created_at: '2026-11-02' }))).toBe(1);
  expect(placeByAge(order, todo('oldest', null, { created_at: '2026-10-01' }))).toBe(2);
});

test('late in the evening it is still today', () => {
  expect(sectionOf(todo('b', '2026-11-23T23:59:00+01:00'), moment)).toBe('today');
});

test('choices fit the hour', () => {
  const labels = (choices: { label: string }[]) => choices.map(({ label }) => label);
  expect(labels(snoozeChoices(9))).toContain('This evening');
  expect(labels(snoozeChoices(18))).not.toContain('This evening');
  expect(labels(snoozeChoices(22))).toEqual(['In an hour', 'Tomorrow morning', 'Next week']);
  expect(labels(dueChoices(22))).toEqual(['Tomorrow', 'This weekend', 'Next week']);
});

test('how it repeats does not say the time twice', () => {
  expect(repeatWords('every week on Saturday at 10:00', '2026-11-28T10:00:00+01:00')).toBe('every week on Saturday');
  expect(repeatWords('every week on Saturday at 10:00', '2026-11-28T12:00:00+01:00')).toBe('every week on Saturday at 10:00');
  expect(repeatWords('every month on the 1st', '2026-12-01')).toBe('every month on the 1st');
});
