import { expect, test } from 'vitest';
import type { Schedule } from './backups.svelte';
import { changesOf, filledWith } from './schedule';

const schedule: Schedule = {
  every: 'daily',
  at: '03:30',
  time_zone: 'Europe/Berlin',
  keep: 7,
  directory: '/data/backups',
  next_at: null,
};

test('what is not touched is not sent', () => {
  expect(changesOf(schedule, filledWith(schedule))).toBeUndefined();
  expect(changesOf(schedule, { ...filledWith(schedule), every: 'weekly' })).toEqual({ every: 'weekly' });
});

test('an empty folder is the one of the data directory', () => {
  expect(changesOf(schedule, { ...filledWith(schedule), directory: ' ' })).toEqual({ directory: null });
  expect(changesOf(schedule, { ...filledWith(schedule), directory: ' /mnt/b ' })).toEqual({ directory: '/mnt/b' });
});

test('an empty number changes nothing', () => {
  expect(changesOf(schedule, { ...filledWith(schedule), keep: null, at: '' })).toBeUndefined();
});
