import { expect, test } from 'vitest';
import { clockIn, zoneLabel, zones, zonesLike } from './zones';

test('zones are found by the beginnings of their words, in any order', () => {
  expect(zonesLike('new york')).toEqual(['America/New_York']);
  expect(zonesLike('berlin')).toEqual(['Europe/Berlin']);
  expect(zonesLike('ber eur')).toContain('Europe/Berlin');
  expect(zonesLike('america/new_y')).toEqual(['America/New_York']);
  expect(zonesLike('xyz')).toEqual([]);
  expect(zonesLike('')).toHaveLength(zones().length);
});

test('names of today are among them, once', () => {
  expect(zones().filter((zone) => zone === 'UTC' || zone === 'Asia/Kolkata')).toEqual(['Asia/Kolkata', 'UTC']);
  expect(zoneLabel('America/New_York')).toBe('America / New York');
});

test('the clocks there', () => {
  const at = Date.UTC(2026, 10, 23, 16, 5);
  expect(clockIn('Asia/Kathmandu', at)?.offset).toBe('GMT+5:45');
  expect(clockIn('Asia/Tokyo', at)?.time).toMatch(/^0?1:05/);
  expect(clockIn('Nowhere/Else', at)).toBeUndefined();
});
