import { expect, test } from 'vitest';
import { phaseOf } from './phase';

test.each([
  ['download', 'loading', 'downloading 26 %', '26 %'],
  ['download', 'loading', 'downloading', ''],
  ['download', 'loading', 'checking the files', 'checking the files'],
  ['install', 'loading', 'installing packages', 'installing packages'],
  ['install', 'starting', 'downloading', 'downloading'],
  ['serve', 'loading', 'loading weights 38 %', 'loading weights 38 %'],
  ['serve', 'starting', 'starting', ''],
  ['serve', 'ready', 'ready', ''],
  ['serve', 'ready', 'idle', 'idle'],
  ['serve', 'stopping', 'loading weights', ''],
  ['serve', 'stop_failed', 'idle', ''],
  ['serve', 'queued', null, ''],
] as const)('a %s that is %s and says “%s”: “%s”', (kind, state, phase, told) => {
  expect(phaseOf({ kind, state, phase, ready_at: null, reachable: true })).toBe(told);
});
