import { expect, test } from 'vitest';
import { InTurn, withPage } from './pages';

test.each([
  [undefined, ['a'], ['a']],
  [['a', 'b'], ['c'], ['a', 'b', 'c']],
  [['a', 'b'], ['b', 'c'], ['a', 'b', 'c']],
  [['a'], [], ['a']],
])('%j and the page %j are %j', (shown, page, all) => {
  expect(withPage(shown, page, (item) => item)).toEqual(all);
});

test('what was asked for first is done first, also where something fails', async () => {
  const turns = new InTurn();
  const told: string[] = [];
  let release = () => {};
  const first = turns.run(() => new Promise<void>((resolve) => (release = () => (told.push('first'), resolve()))));
  const second = turns.run(async () => {
    told.push('second');
    throw new Error('no');
  });
  const third = turns.run(async () => told.push('third'));
  await Promise.resolve();
  expect(told).toEqual([]);
  release();
  await first;
  await expect(second).rejects.toThrow('no');
  await third;
  expect(told).toEqual(['first', 'second', 'third']);
});
