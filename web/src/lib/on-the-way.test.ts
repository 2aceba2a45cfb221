import { expect, test } from 'vitest';
import { OnTheWay } from './on-the-way';

/** A call that is answered, or fails, when the test says so. */
class Call {
  answer!: (text: string) => void;
  fail!: (error: Error) => void;
  readonly promise = new Promise<string>((resolve, reject) => {
    this.answer = resolve;
    this.fail = reject;
  });
}

test('what was read while a change was on its way is not believed', async () => {
  const changes = new OnTheWay();
  const change = new Call();
  const before = new Call();
  const early = changes.unlessChanged('a', before.promise);
  const other = changes.unlessChanged('b', before.promise);
  const changing = changes.until('a', change.promise);
  const during = changes.unlessChanged('a', Promise.resolve('old'));
  expect([changes.has('a'), changes.has('b'), changes.any]).toEqual([true, false, true]);

  change.answer('new');
  expect(await changing).toBe('new');
  before.answer('old');
  expect([await early, await during, await other]).toEqual([undefined, undefined, 'old']);
  expect([changes.has('a'), changes.any]).toEqual([false, false]);
  expect(await changes.unlessChanged('a', Promise.resolve('new'))).toBe('new');
});

test('of several changes the last to arrive counts, and a failed one counts too', async () => {
  const changes = new OnTheWay();
  const first = new Call();
  const second = new Call();
  const one = changes.until('a', first.promise);
  const two = changes.until('a', second.promise);
  second.answer('done');
  await two;
  expect(changes.has('a')).toBe(true);
  first.fail(new Error('no room'));
  await expect(one).rejects.toThrow('no room');
  expect(changes.has('a')).toBe(false);
});
