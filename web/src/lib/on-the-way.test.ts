import { expect, test } from 'vitest';
import { deferred } from './deferred';
import { OnTheWay } from './on-the-way';

test('what was read while a change was on its way is not believed', async () => {
  const changes = new OnTheWay();
  const change = deferred<string>();
  const before = deferred<string>();
  const early = changes.unlessChanged('a', before.promise);
  const other = changes.unlessChanged('b', before.promise);
  const changing = changes.until('a', change.promise);
  const during = changes.unlessChanged('a', Promise.resolve('old'));
  expect([changes.has('a'), changes.has('b'), changes.any]).toEqual([true, false, true]);

  change.resolve('new');
  expect(await changing).toBe('new');
  before.resolve('old');
  expect([await early, await during, await other]).toEqual([undefined, undefined, 'old']);
  expect([changes.has('a'), changes.any]).toEqual([false, false]);
  expect(await changes.unlessChanged('a', Promise.resolve('new'))).toBe('new');
});

test('of several changes the last to arrive counts, and a failed one counts too', async () => {
  const changes = new OnTheWay();
  const first = deferred<string>();
  const second = deferred<string>();
  const one = changes.until('a', first.promise);
  const two = changes.until('a', second.promise);
  second.resolve('done');
  await two;
  expect(changes.has('a')).toBe(true);
  first.reject(new Error('no room'));
  await expect(one).rejects.toThrow('no room');
  expect(changes.has('a')).toBe(false);
});
