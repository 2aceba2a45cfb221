import { expect, test } from 'vitest';
import { firstAfter, smallest } from './stretch';

test('the first row that begins after a place', () => {
  const tops = [0, 40, 100, 100, 180];
  expect(firstAfter(tops, -1)).toBe(0);
  expect(firstAfter(tops, 0)).toBe(1);
  expect(firstAfter(tops, 99)).toBe(2);
  expect(firstAfter(tops, 100)).toBe(4);
  expect(firstAfter(tops, 500)).toBe(5);
  expect(firstAfter([], 0)).toBe(0);
});

test('what is in sight moved as its calmest row', () => {
  // A row came above: all moved.
  expect(smallest([40, 40, 40])).toBe(40);
  // The first row went far down: the others moved up.
  expect(smallest([5000, -40, -40])).toBe(-40);
  // A row grew in sight: what is above it stays.
  expect(smallest([0, 0, 260, 260])).toBe(0);
  expect(smallest([])).toBe(0);
});
