import { expect, test } from 'vitest';
import { points } from './spark';

test('the latest reading is at the right edge, and a full one at the top', () => {
  expect(points([0, 50, 100], 3, 20, 10)).toBe('0,10 10,5 20,0');
  expect(points([100], 3, 20, 10)).toBe('20,0');
  expect(points([], 3, 20, 10)).toBe('');
});
