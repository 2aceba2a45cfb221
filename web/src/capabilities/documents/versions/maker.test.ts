import { expect, test } from 'vitest';
import { makerOf } from './maker';

test.for([
  ['person', 'You'],
  ['job', 'Odysseus'],
  ['token:Claude Agent', 'Claude Agent'],
  ['token:token: mine', 'token: mine'],
  ['token', 'An agent'],
] as const)('what %s made is by %s', ([made_by, name]) => {
  expect(makerOf({ made_by })).toBe(name);
});
