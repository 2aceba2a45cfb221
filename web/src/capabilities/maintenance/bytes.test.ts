import { expect, test } from 'vitest';
import { bytes } from './bytes';

test.each([
  [0, '0 bytes'],
  [1, '1 byte'],
  [999, '999 bytes'],
  [1000, '1 kB'],
  [18_468, '18.5 kB'],
  [999_999, '1,000 kB'],
  [2_400_000, '2.4 MB'],
  [123_456_789, '123 MB'],
  [5e15, '5,000 TB'],
])('%d bytes are %s', (count, words) => {
  expect(bytes(count)).toBe(words);
});
