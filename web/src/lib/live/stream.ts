import { createParser } from 'eventsource-parser';

/** An event: what happened (`todos.changed`) and the facts of it. */
export interface LiveEvent {
  topic: string;
  data: Record<string, unknown>;
}

/** Where a stream comes from, and who hears of it. */
export interface Reading {
  /** Asks the server for it. */
  open: (over: AbortSignal) => Promise<Response>;
  /** It has begun. */
  begun: () => void;
  heard: (event: LiveEvent) => void;
  /** Ends it from outside. */
  over: AbortSignal;
}

/**
 * The server says at least every 15 seconds that it is there. Of a connection that died without a word, as when
 * the machine slept or the network was another one meanwhile, nothing else would tell.
 */
const SILENCE = 40_000;
const LOOK_EVERY = 5_000;

/** Reads one stream to its end. Rejects when it could not be opened, broke, or fell silent. */
export async function readStream({ open, begun, heard, over }: Reading): Promise<void> {
  const silent = new AbortController();
  let last = Date.now();
  // Looking at the clock, rather than one long timer, sees at once that the machine has slept.
  const watch = setInterval(() => Date.now() - last > SILENCE && silent.abort(), LOOK_EVERY);
  try {
    const response = await open(AbortSignal.any([over, silent.signal]));
    if (!response.body) return;
    last = Date.now();
    begun();
    const parser = createParser({
      onEvent: ({ event, data }) => {
        if (event) heard({ topic: event, data: JSON.parse(data) as LiveEvent['data'] });
      },
    });
    const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
    for (let read = await reader.read(); !read.done; read = await reader.read()) {
      last = Date.now();
      parser.feed(read.value);
    }
  } finally {
    clearInterval(watch);
    silent.abort();
  }
}
