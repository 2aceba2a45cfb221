import { expect, test } from 'vitest';
import { fit } from './fuzzy';

const COMMANDS = ['Add a todo', 'Add a memory', 'New document', 'Go to Documents', 'Go to Todos', 'Settings: Your account', 'Dark theme'];

/** What a query finds, the best first. */
function found(query: string): string[] {
  return COMMANDS.map((text) => ({ text, score: fit(query, text) }))
    .filter(({ score }) => score !== undefined)
    .sort((a, b) => (b.score ?? 0) - (a.score ?? 0))
    .map(({ text }) => text);
}

test.each([
  ['todo', ['Add a todo', 'Go to Todos']],
  ['add', ['Add a todo', 'Add a memory']],
  ['doc', ['New document', 'Go to Documents']],
  ['gtt', ['Go to Todos']],
  ['add mem', ['Add a memory']],
  ['mem add', ['Add a memory']],
  ['thm', ['Dark theme']],
  ['ount', ['Settings: Your account']],
  ['dentist', []],
  ['zzz', []],
])('%s', (query, expected) => {
  expect(found(query)).toEqual(expected);
});

test('a word begun stands before one that only holds it', () => {
  expect(fit('count', 'Count all') ?? 0).toBeGreaterThan(fit('count', 'Your account') ?? 0);
});

test('accents and capitals do not matter', () => {
  expect(fit('reunion', 'Réunion')).toBe(fit('Réunion', 'reunion'));
  expect(fit('reunion', 'Réunion')).toBeGreaterThan(90);
});

test('an empty query fits everything alike', () => {
  expect(fit(' ', 'Add a todo')).toBe(0);
});
