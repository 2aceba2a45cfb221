import { afterEach, beforeEach, expect, test, vi } from 'vitest';

const heard = new Set<(event: { topic: string; data: Record<string, unknown> }) => void>();
vi.mock('../../lib/api', () => ({ asProblem: (error: unknown) => error }));
vi.mock('../../lib/live.svelte', () => ({
  MISSED: 'events.missed',
  live: { on: (_: string, listener: never) => (heard.add(listener), () => heard.delete(listener)) },
}));
const { Reading } = await import('./reading.svelte');

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** Answers that come when the test says so. */
function asked() {
  const answers: ((value: string) => void)[] = [];
  const signals: AbortSignal[] = [];
  const reading = new Reading((_, over) => {
    signals.push(over);
    return new Promise<string>((resolve) => answers.push(resolve));
  });
  const answer = async (at: number, value: string) => {
    answers[at]?.(value);
    await vi.advanceTimersByTimeAsync(0);
  };
  return { reading, answers, signals, answer };
}

test('an older answer never replaces a newer one, and counts where the newer is still to come', async () => {
  const { reading, answer } = asked();
  for (let at = 0; at < 3; at += 1) void reading.again();
  await answer(0, 'first');
  expect(reading.value).toBe('first');
  expect(reading.busy).toBe(true);
  await answer(2, 'third');
  await answer(1, 'second');
  expect(reading.value).toBe('third');
  expect(reading.busy).toBe(false);
});

test('what is about something else now takes no answer of before', async () => {
  const { reading, signals, answer } = asked();
  void reading.again();
  reading.forget();
  expect(signals[0]?.aborted).toBe(true);
  void reading.again();
  await answer(0, 'of the other');
  expect(reading.value).toBeUndefined();
  await answer(1, 'of this one');
  expect(reading.value).toBe('of this one');
});

test('events that do not cease do not put it off, and nobody asks twice at a time by the clock', async () => {
  const { reading, answers, answer } = asked();
  const end = reading.follow(['it.changed']);
  for (let at = 0; at < 20; at += 1) {
    for (const tell of heard) tell({ topic: 'it.changed', data: {} });
    await vi.advanceTimersByTimeAsync(50);
  }
  expect(answers.length).toBeGreaterThan(3);
  end();
  expect(heard.size).toBe(0);
  const { length } = answers;
  const rest = reading.every(1000);
  await vi.advanceTimersByTimeAsync(5000);
  expect(answers.length).toBe(length);
  await answer(length - 1, 'late');
  await vi.advanceTimersByTimeAsync(1000);
  expect(answers.length).toBe(length + 1);
  rest();
});
