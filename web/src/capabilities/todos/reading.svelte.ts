import { api, asProblem, done } from '../../lib/api';
import type { Reading } from './model';

/** So long the person has to have paused, in milliseconds, before the server is asked. */
const PAUSE = 120;
/** Most of a text that is read: dates stand in what one sees, and addresses have an end. */
const LONGEST = 500;

/** Reads the date in a sentence. */
export async function readDate(text: string, signal?: AbortSignal): Promise<Reading> {
  return done(api.GET('/api/todos/read-date', { params: { query: { text: text.slice(0, LONGEST) } }, signal }));
}

/** The server looks for a date beside other words; this one stands for them. */
const TITLE = 'Todo';

/** Reads a phrase that is to be a date as a whole. Nothing when it is none. */
export async function readPhrase(phrase: string, signal?: AbortSignal): Promise<Reading | undefined> {
  const reading = await readDate(`${TITLE} ${phrase}`, signal);
  return reading.title === TITLE && reading.due_date ? reading : undefined;
}

/** What is read in a text while it is being typed: the latest answer, never one to an older text. */
export class LiveReading<T> {
  /** What was read in the present text. */
  value = $state.raw<T>();
  /** Whether the server could not be asked. */
  failed = $state(false);
  #text = '';
  #timer: ReturnType<typeof setTimeout> | undefined;
  #stop: AbortController | undefined;

  constructor(readonly read: (text: string, signal: AbortSignal) => Promise<T | undefined>) {}

  /** The text has changed. What was read before stays until there is an answer, so that nothing flickers. */
  follow(text: string): void {
    if (text === this.#text) return;
    this.#text = text;
    this.#stop?.abort();
    clearTimeout(this.#timer);
    if (text.trim()) this.#timer = setTimeout(() => void this.#ask(text), PAUSE);
    else this.value = undefined;
  }

  async #ask(text: string): Promise<void> {
    const stop = new AbortController();
    this.#stop = stop;
    try {
      const value = await this.read(text, stop.signal);
      if (stop.signal.aborted) return;
      this.value = value;
      this.failed = false;
    } catch (error) {
      if (stop.signal.aborted) return;
      // What is wrong is said where it matters: when it is saved.
      asProblem(error);
      this.value = undefined;
      this.failed = true;
    }
  }
}
