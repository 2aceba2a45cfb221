import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { readStream, type LiveEvent } from './stream';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** A server whose stream the test writes. */
function server() {
  const bytes = new TextEncoder();
  let pen: ReadableStreamDefaultController<Uint8Array>;
  const body = new ReadableStream<Uint8Array>({ start: (controller) => void (pen = controller) });
  const open = async (over: AbortSignal) => {
    over.addEventListener('abort', () => pen.error(over.reason));
    return new Response(body);
  };
  return { open, say: (text: string) => pen.enqueue(bytes.encode(text)), end: () => pen.close() };
}

function reading(open: (over: AbortSignal) => Promise<Response>) {
  const heard: LiveEvent[] = [];
  const over = new AbortController();
  const begun = vi.fn();
  const end = readStream({ open, begun, heard: (event) => heard.push(event), over: over.signal });
  const outcome = end.then(() => 'ended', () => 'broken');
  return { heard, over, begun, outcome };
}

test('events are heard as they come, also in pieces, until the stream ends', async () => {
  const { open, say, end } = server();
  const { heard, begun, outcome } = reading(open);
  say(': listening\nretry: 2000\n\nevent: todos.changed\nda');
  await vi.advanceTimersByTimeAsync(0);
  expect(begun).toHaveBeenCalledOnce();
  expect(heard).toEqual([]);
  say('ta: {"id":"a"}\n\nevent: notification.read\ndata: {"all":true}\n\n');
  end();
  expect(await outcome).toBe('ended');
  expect(heard).toEqual([
    { topic: 'todos.changed', data: { id: 'a' } },
    { topic: 'notification.read', data: { all: true } },
  ]);
});

test('a stream that says nothing any more is given up, one that says that it is there is not', async () => {
  const { open, say } = server();
  const { outcome } = reading(open);
  const given = vi.fn();
  void outcome.then(given);
  for (let minute = 0; minute < 4; minute += 1) {
    await vi.advanceTimersByTimeAsync(15_000);
    say(':\n\n');
  }
  await vi.advanceTimersByTimeAsync(35_000);
  expect(given).not.toHaveBeenCalled();
  await vi.advanceTimersByTimeAsync(15_000);
  expect(given).toHaveBeenCalledWith('broken');
});

test('a server that does not even answer is given up', async () => {
  const { begun, outcome } = reading(
    (over) => new Promise((_, reject) => over.addEventListener('abort', () => reject(over.reason as Error))),
  );
  await vi.advanceTimersByTimeAsync(60_000);
  expect(await outcome).toBe('broken');
  expect(begun).not.toHaveBeenCalled();
});

test('it ends when it is over', async () => {
  const { open } = server();
  const { over, outcome } = reading(open);
  await vi.advanceTimersByTimeAsync(0);
  over.abort();
  expect(await outcome).toBe('broken');
  expect(vi.getTimerCount()).toBe(0);
});
