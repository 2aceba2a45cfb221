import { expect, test } from 'vitest';
import { addressOf, withoutFilter } from './address';
import { filterOf } from './filter';
import { excerpt, kindOf, originOf } from './model';

test.each([
  [{ origin: 'person', source: 'user' }, { by: 'person', who: 'You' }],
  [{ origin: 'person', source: 'my diary' }, { by: 'person', who: 'You', source: 'my diary' }],
  [{ origin: 'token:Claude: home', source: 'user' }, { by: 'agent', who: 'Claude: home' }],
  [{ origin: 'token:Codex', source: 'a web page' }, { by: 'agent', who: 'Codex', source: 'a web page' }],
  [{ origin: 'token:', source: '' }, { by: 'agent', who: 'An agent' }],
  [{ origin: 'person', source: 'ai_agent' }, { by: 'agent', who: 'A chat agent' }],
  [{ origin: 'job', source: 'user' }, { by: 'house', who: 'Odysseus' }],
])('where %o comes from', (memory, origin) => {
  expect(originOf(memory)).toEqual(origin);
});

test('a category that is none of ours is shown as the plainest', () => {
  expect(kindOf('goal').label).toBe('Goal');
  expect(kindOf('event').name).toBe('fact');
});

test('a text is cut between letters, never within one', () => {
  expect(excerpt('  two\n lines ')).toBe('two lines');
  expect(excerpt('🦜🦜🦜', 2)).toBe('🦜🦜…');
});

test('a filter is its address, and back', () => {
  for (const address of ['/memory', '/memory?q=tea+time&category=preference&pinned=1&order=oldest']) {
    const filter = filterOf(new URL(address, 'http://here').searchParams);
    expect(addressOf(filter)).toBe(address);
  }
  const filter = filterOf(new URLSearchParams('category=nonsense&order=sideways&q=%20'));
  expect(addressOf(filter)).toBe('/memory');
  expect(withoutFilter(filterOf(new URLSearchParams('q=a&pinned=1&order=oldest')))).toBe('/memory?order=oldest');
});
