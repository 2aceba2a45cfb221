import { createParser } from 'eventsource-parser';
import { send } from './api';

/**
 * What happens to the person's data, as it happens.
 *
 * Browsers allow six connections to a server over HTTP/1.1 (RFC 9112 §9.4 leaves it to them), so only one of
 * the open tabs holds the stream; the others hear of the events from it. That tab is also the one that shows
 * system notifications, so that each is shown once.
 */

/** An event: what happened (`todos.changed`) and the facts of it. */
export interface LiveEvent {
  topic: string;
  data: Record<string, unknown>;
}

type Listener = (event: LiveEvent) => void;

/** The topic told when events may have been missed: look at the data again. */
export const MISSED = 'events.missed';

const FIRST_PAUSE = 500;
const LONGEST_PAUSE = 8000;

/** Waits, but not longer than until the network is back or the person looks again. */
function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => {
    const over = () => {
      clearTimeout(timer);
      removeEventListener('online', over);
      document.removeEventListener('visibilitychange', over);
      resolve();
    };
    const timer = setTimeout(over, milliseconds);
    addEventListener('online', over);
    document.addEventListener('visibilitychange', over);
  });
}

class Live {
  /** Whether news arrive. `undefined` until the first connection has been made or has failed. */
  connected = $state<boolean>();
  /** Whether this tab holds the stream. */
  leads = $state(false);

  readonly #listeners = new Map<string, Set<Listener>>();
  #channel: BroadcastChannel | undefined;

  /** Hears of a topic, of all that begin as in `todos.*`, or of everything (`*`). Returns what ends it. */
  on(topics: string, listener: Listener): () => void {
    const heard = this.#listeners.get(topics) ?? new Set();
    this.#listeners.set(topics, heard.add(listener));
    return () => heard.delete(listener);
  }

  /** Starts to listen. Called once, by the shell, when somebody is signed in. */
  start(): void {
    if (this.#channel) return;
    this.#channel = new BroadcastChannel('odysseus.live');
    this.#channel.onmessage = ({ data }: MessageEvent<{ event?: LiveEvent; connected?: boolean; asks?: boolean }>) => {
      if (data.event) this.#tell(data.event);
      if (data.connected !== undefined) this.#connect(data.connected);
      if (data.asks && this.leads) this.#channel?.postMessage({ connected: this.connected });
    };
    this.#channel.postMessage({ asks: true });
    // Without locks (plain http on another machine) every tab listens for itself.
    if (!navigator.locks) return void this.#listen();
    void navigator.locks.request('odysseus.live', () => this.#listen());
  }

  /** Holds the stream for as long as this tab lives. */
  async #listen(): Promise<never> {
    this.leads = true;
    for (let failures = 0; ; failures += 1) {
      try {
        await this.#stream(() => (failures = 0));
      } catch {
        // Why does not matter here: the pages' own calls say it, and `connected` shows it.
      }
      this.#share({ connected: false });
      await pause(Math.min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** failures));
    }
  }

  /** Reads one stream to its end. */
  async #stream(begun: () => void): Promise<void> {
    const headers = { Accept: 'text/event-stream' };
    const response = await send(new Request(new URL('/api/events', location.origin), { headers }));
    if (!response.body) return;
    begun();
    this.#share({ connected: true });
    const parser = createParser({
      onEvent: ({ event, data }) => {
        if (event) this.#share({ event: { topic: event, data: JSON.parse(data) as LiveEvent['data'] } });
      },
    });
    const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
    for (let read = await reader.read(); !read.done; read = await reader.read()) parser.feed(read.value);
  }

  #share(news: { event?: LiveEvent; connected?: boolean }): void {
    if (navigator.locks) this.#channel?.postMessage(news);
    if (news.event) this.#tell(news.event);
    if (news.connected !== undefined) this.#connect(news.connected);
  }

  #connect(connected: boolean): void {
    const back = connected && this.connected === false;
    this.connected = connected;
    if (back) this.#tell({ topic: MISSED, data: {} });
  }

  #tell(event: LiveEvent): void {
    const area = `${event.topic.split('.')[0]}.*`;
    const everybody = event.topic === MISSED ? [...this.#listeners.keys()] : [event.topic, area, '*'];
    for (const topics of everybody) {
      for (const listener of this.#listeners.get(topics) ?? []) listener(event);
    }
  }
}

/** The live events of the person who is signed in. */
export const live = new Live();
