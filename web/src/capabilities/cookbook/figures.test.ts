import { expect, test } from 'vitest';
import { bytes, duration, gibi } from './figures';

test('sizes are short', () => {
  expect([0, 999, 1000, 1_400_000_000, 345_400_000, 2e15].map(bytes)).toEqual([
    '0 bytes',
    '999 bytes',
    '1 kB',
    '1.4 GB',
    '345 MB',
    '2,000 TB',
  ]);
  expect([512, 24_564].map(gibi)).toEqual(['0.5 GiB', '24 GiB']);
});

test('durations have two units at most', () => {
  const SECOND = 1000;
  const HOUR = 3600 * SECOND;
  expect([-5, 12_400, 90 * SECOND, HOUR, 3 * HOUR + 20 * 60 * SECOND, 122 * HOUR].map(duration)).toEqual([
    '0 s',
    '12 s',
    '1 min',
    '1 h',
    '3 h 20 min',
    '5 d 2 h',
  ]);
});
