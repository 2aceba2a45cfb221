import { beforeAll, expect, test } from 'vitest';
import { introduce } from '../../../lib/directory';
import { byDay, dayName } from './days';
import { deedOf, fieldsOf, idIn, nameIn, told, whoOf, type Entry } from './words';

beforeAll(() => introduce([{ name: 'memory', things: { one: 'a fact', find: () => Promise.resolve(undefined) } }]));

const entry = (operation: string, outcome: string): Entry => ({
  seq: 1,
  at: '2026-11-23T10:00:00Z',
  caller: 'token:Claude Agent',
  token_id: 't',
  interface: 'codex',
  operation,
  effect: 'write',
  input: null,
  outcome,
  detail: null,
});

test('operations are told in plain words, with the word of their capability', () => {
  expect(deedOf('memory.add')).toEqual({ todo: 'add a fact', did: 'added a fact' });
  expect(deedOf('todos.delete')).toEqual({ todo: 'delete a todo', did: 'deleted a todo' });
  expect(deedOf('events.restore').did).toBe('brought back an event');
  expect(deedOf('tokens.create').did).toBe('added an integration');
  expect(deedOf('cookbook.stop').did).toBe('ran cookbook.stop');
});

test('the outcome is part of the sentence', () => {
  const outcomes = ['done', 'started', 'failed', 'asked', 'refused'];
  expect(outcomes.map((outcome) => told(entry('todos.delete', outcome)))).toEqual([
    'deleted a todo',
    'began to delete a todo',
    'tried to delete a todo',
    'wanted to delete a todo',
    'wanted to delete a todo',
  ]);
  expect(['person', 'job', 'token:token: mine'].map(whoOf)).toEqual(['You', 'Odysseus', 'token: mine']);
});

test('inputs are read as far as they are whole', () => {
  expect(fieldsOf('{"id":"1a","title":" Call "}')).toEqual({ id: '1a', title: ' Call ' });
  expect(fieldsOf('{"content":"cut he')).toBeUndefined();
  expect(fieldsOf([1])).toBeUndefined();
  expect(nameIn({ title: ' Call ' })).toBe('Call');
  expect([idIn({ id: '1a' }), idIn({ id: 1 }), idIn(undefined)]).toEqual(['1a', undefined, undefined]);
});

test('days have names, and keep their order', () => {
  const today = '2026-11-23';
  const names = ['2026-11-23', '2026-11-22', '2026-11-20', '2025-12-31'].map((date) => dayName(date, today, 'en-GB'));
  // Whether a comma follows the weekday is the browser's own business.
  expect(names.map((name) => name.replace(',', ''))).toEqual(['Today', 'Yesterday', 'Friday 20 November', 'Wednesday 31 December 2025']);
  expect(byDay(['b2', 'b1', 'a1'], (text) => text.charAt(0))).toEqual([
    { date: 'b', things: ['b2', 'b1'] },
    { date: 'a', things: ['a1'] },
  ]);
});
