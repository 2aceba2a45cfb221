import { expect, test } from 'vitest';
import { formatOf, tooLarge } from './file';

test.each([
  ['{"memory": []}', '', 'json'],
  [' [\n {"text": "a"}]', '', 'json'],
  ['[]', '', 'json'],
  ['[a link](https://example.org) is no JSON', '', 'markdown'],
  ['- [ ] nor is a box', '', 'markdown'],
  ['', '', 'markdown'],
  ['- a', 'facts.JSON', 'json'],
  ['{}', 'facts.md', 'markdown'],
])('%s in %s is written in %s', (content, name, format) => {
  expect(formatOf(content, name)).toBe(format);
});

test('a file that is too large is refused with its size', () => {
  expect(tooLarge(12 * 2 ** 20)).toBeUndefined();
  expect(tooLarge(20 * 2 ** 20)).toContain('20 MB');
});
