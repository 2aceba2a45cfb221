import { expect, test } from 'vitest';
import { Turn, type Locks } from './turn';

type Grant = () => unknown;

/** The Web Locks of one browser: first come, first served, and `steal`. */
function locks(): Locks {
  let holder: { lose: () => void } | undefined;
  const line: Grant[] = [];
  const give = (grant: Grant, settle: { resolve: (value: unknown) => void; reject: (why: unknown) => void }) => {
    const mine = { lose: () => settle.reject(new DOMException('stolen', 'AbortError')) };
    holder = mine;
    void Promise.resolve(grant()).then((value) => {
      if (holder === mine) holder = undefined;
      settle.resolve(value);
      if (!holder) line.shift()?.();
    });
  };
  const request = (_: string, { steal, signal }: LockOptions, grant: Grant) =>
    new Promise((resolve, reject) => {
      const go = () => give(grant, { resolve, reject });
      if (steal) {
        holder?.lose();
        return go();
      }
      if (!holder) return go();
      line.push(go);
      signal?.addEventListener('abort', () => {
        line.splice(line.indexOf(go), 1);
        reject(new DOMException('left', 'AbortError'));
      });
    });
  return { request: request as unknown as Locks['request'] };
}

/** A tab, with what it is told. */
function tab(all: Locks) {
  const told: string[] = [];
  let close = () => {};
  const turn = new Turn(all, (lost) => {
    told.push('leads');
    lost.addEventListener('abort', () => told.push('lost'));
    return new Promise((resolve) => (close = resolve));
  });
  return { turn, told, close: () => close() };
}

/** Everything that follows from what was done has happened. */
const settled = () => new Promise((resolve) => setTimeout(resolve));

test('one tab leads; when it is closed the next in line does', async () => {
  const all = locks();
  const [first, second] = [tab(all), tab(all)];
  first.turn.wait();
  second.turn.wait();
  await settled();
  expect([first.told, second.told]).toEqual([['leads'], []]);
  first.close();
  await settled();
  expect(second.told).toEqual(['leads']);
});

test('a tab takes the lead from one that sleeps, which stands in line again', async () => {
  const all = locks();
  const [sleeper, waker] = [tab(all), tab(all)];
  sleeper.turn.wait();
  waker.turn.wait();
  await settled();
  waker.turn.take();
  await settled();
  expect(sleeper.told).toEqual(['leads', 'lost']);
  expect(waker.told).toEqual(['leads']);
  // And the one that took it is not in line a second time.
  waker.close();
  await settled();
  expect(sleeper.told).toEqual(['leads', 'lost', 'leads']);
  expect(waker.told).toEqual(['leads']);
});
