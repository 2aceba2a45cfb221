import { expect, test } from 'vitest';
import { deferred } from './deferred';
import { InStep } from './in-step';

/** Something on a server: each reading is answered when it is told to be, as things were when it was asked. */
function served() {
  const state = { now: 'old', asked: [] as (() => void)[] };
  const ask = () => {
    const { promise, resolve } = deferred<string>();
    const { now } = state;
    state.asked.push(() => resolve(now));
    return promise;
  };
  const answer = (at: number) => expect.poll(() => state.asked.length).toBeGreaterThan(at).then(() => state.asked[at]?.());
  return { state, ask, answer };
}

test('what was asked for before a change of this page is asked for again after it', async () => {
  const [step, { state, ask, answer }] = [new InStep(), served()];
  const reading = step.read(ask);
  const change = deferred<string>();
  const changing = step.change(change.promise);
  await answer(0);
  await Promise.resolve();
  expect([step.changing, state.asked.length], 'no reading while it is on its way').toEqual([true, 1]);
  state.now = 'new';
  change.resolve('done');
  expect(await changing).toBe('done');
  await answer(1);
  expect(await reading).toBe('new');
  expect(step.changing).toBe(false);
});

test('of two readings the later counts, also where its answer comes first', async () => {
  const [step, { state, ask, answer }] = [new InStep(), served()];
  const first = step.read(ask);
  state.now = 'new';
  const second = step.read(ask);
  await answer(1);
  expect(await second).toBe('new');
  await answer(0);
  expect(await first).toBeUndefined();
});

test('an answer that comes late counts until a later one does, and a failure of before no more', async () => {
  const [step, { ask, answer }] = [new InStep(), served()];
  const early = deferred<string>();
  const failing = step.read(() => early.promise);
  const [first, second] = [step.read(ask), step.read(ask)];
  await answer(0);
  expect(await first).toBe('old');
  early.reject(new Error('no answer'));
  expect(await failing).toBeUndefined();
  await answer(1);
  expect(await second).toBe('old');
  await expect(step.read(() => Promise.reject(new Error('gone')))).rejects.toThrow('gone');
});

test('a change that fails is over as well', async () => {
  const [step, { ask, answer }] = [new InStep(), served()];
  await expect(step.change(Promise.reject(new Error('refused')))).rejects.toThrow('refused');
  const reading = step.read(ask);
  await answer(0);
  expect([await reading, step.changing]).toEqual(['old', false]);
});
