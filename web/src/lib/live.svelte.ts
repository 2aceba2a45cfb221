import { ask, Problem, send, serverTime } from './api';
import { readStream, type LiveEvent } from './live/stream';
import { Turn } from './live/turn';
import { whileSeen } from './live/while-seen';
import { pause } from './pause';

/**
 * What happens to the person's data, as it happens.
 *
 * Browsers allow six connections to a server over HTTP/1.1 (RFC 9112 §9.4 leaves it to them), so only one of
 * the open tabs holds the stream; the others hear of the events from it. That tab is also the one that shows
 * system notifications, so that each is shown once. Tabs that are looked at make sure that it is alive.
 */

export type { LiveEvent } from './live/stream';

type Listener = (event: LiveEvent) => void;

/** What tabs tell each other. All but `asks` comes from the one that leads. */
interface News {
  event?: LiveEvent;
  connected?: boolean;
  /** Whether events may have been lost before this. */
  missed?: boolean;
  /** Is anybody there? */
  asks?: boolean;
}

/** The topic told when events may have been missed: look at the data again. */
export const MISSED = 'events.missed';

const FIRST_PAUSE = 500;
const LONGEST_PAUSE = 8000;
/** A stream that lasted this long was a good one. */
const STEADY = 10_000;
/** How often a tab that is looked at asks for the one that leads, and how long that may take to answer. */
const ASK_EVERY = 15_000;
const ANSWER_WITHIN = 3000;

class Live {
  /** Whether news arrive. `undefined` until the first connection has been made or has failed. */
  connected = $state<boolean>();
  /** Whether this tab holds the stream. */
  leads = $state(false);

  readonly #listeners = new Map<string, Set<Listener>>();
  #channel: BroadcastChannel | undefined;
  #turn: Turn | undefined;
  #lastHeard = 0;
  #since: Date | undefined;

  /** Hears of a topic, of all that begin as in `todos.*`, or of everything (`*`). Returns what ends it. */
  on(topics: string, listener: Listener): () => void {
    const heard = this.#listeners.get(topics) ?? new Set();
    this.#listeners.set(topics, heard.add(listener));
    return () => heard.delete(listener);
  }

  /** Starts to listen. Called once, by the shell, when somebody is signed in. */
  start(): void {
    if (this.#channel) return;
    this.#since = serverTime();
    this.#channel = new BroadcastChannel('odysseus.live');
    // A page that comes back from the browser's memory has not heard anything meanwhile.
    addEventListener('pageshow', ({ persisted }) => persisted && this.#tell({ topic: MISSED, data: {} }));
    // Without locks (plain http on another machine) every tab listens for itself, while it is seen.
    if (!navigator.locks) return whileSeen((over) => this.#listen(over));
    this.#channel.onmessage = ({ data }: MessageEvent<News>) => this.#hear(data);
    this.#turn = new Turn(navigator.locks, (lost) => this.#listen(lost));
    this.#turn.wait();
    this.#ask();
    setInterval(() => this.#ask(), ASK_EVERY);
    document.addEventListener('visibilitychange', () => this.#ask());
  }

  /** Makes sure that somebody leads: a frozen tab does not answer, and this one takes its place. */
  #ask(): void {
    const seen = () => document.visibilityState === 'visible' && !this.leads;
    if (!seen()) return;
    const asked = Date.now();
    this.#channel?.postMessage({ asks: true } satisfies News);
    setTimeout(() => seen() && this.#lastHeard < asked && this.#turn?.take(), ANSWER_WITHIN);
  }

  /** Holds the stream until that is over. */
  async #listen(over: AbortSignal): Promise<void> {
    this.leads = true;
    let failures = 0;
    while (!over.aborted) {
      let begun = 0;
      await readStream({
        open: (signal) => this.#open(signal),
        begun: () => {
          begun = Date.now();
          this.#share({ connected: true, missed: this.connected !== undefined });
        },
        heard: (event) => this.#share({ event }),
        over,
      }).catch(() => undefined); // Why does not matter here: the pages' own calls say it, and `connected` shows it.
      if (over.aborted) break;
      // One that ends is nothing yet: only where no other can be had, news do not arrive.
      if (!begun) this.#share({ connected: false });
      failures = begun && Date.now() - begun > STEADY ? 0 : failures + 1;
      await pause(Math.min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** failures), over);
    }
    this.leads = false;
  }

  async #open(signal: AbortSignal): Promise<Response> {
    const headers = { Accept: 'text/event-stream' };
    const url = new URL('/api/events', location.origin);
    // The pages were reading before there was a stream to hear of changes.
    if (this.connected === undefined && this.#since) url.searchParams.set('since', this.#since.toISOString());
    const request = () => new Request(url, { headers, signal });
    try {
      return await ask(request());
    } catch (error) {
      if (!(error instanceof Problem) || error.status !== 401) throw error;
    }
    // The session has ended. Reading again, the pages of all tabs learn of it, and this waits for a new one.
    this.#share({ missed: true });
    return send(request());
  }

  #share(news: News): void {
    if (this.#turn) this.#channel?.postMessage(news);
    this.#take(news);
  }

  #hear(news: News): void {
    if (!news.asks) {
      this.#lastHeard = Date.now();
      this.#take(news);
    } else if (this.leads) {
      this.#channel?.postMessage({ connected: this.connected } satisfies News);
    }
  }

  #take({ event, connected, missed }: News): void {
    const back = connected && this.connected === false;
    this.connected = connected ?? this.connected;
    if (missed || back) this.#tell({ topic: MISSED, data: {} });
    if (event) this.#tell(event);
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
