import { asProblem, type Problem } from '../../lib/api';
import { live, MISSED } from '../../lib/live.svelte';

/** Several changes in this time are one. */
const TOGETHER = 150;

/** Something that is read from the server and read again when it changes. What was read stays while it is. */
export class Reading<T> {
  value = $state.raw<T>();
  /** Why the last reading failed. */
  problem = $state.raw<Problem>();
  busy = $state(false);
  /** The latest reading that was begun, and the latest that counted: one that was begun earlier than that does not any more. */
  #begun = 0;
  #counted = 0;
  #over = new AbortController();
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** `read` is told whether the person asked for it, and nothing that was kept of before is good enough; and when nobody waits any more. */
  constructor(private readonly read: (fresh: boolean, over: AbortSignal) => Promise<T>) {}

  /** Reads it. An answer that comes late counts too, unless a later one has come: where machines are slow, there is always a later one. */
  async again(fresh = false): Promise<void> {
    const turn = (this.#begun += 1);
    this.busy = true;
    try {
      const value = await this.read(fresh, this.#over.signal);
      if (!this.#counts(turn)) return;
      this.value = value;
      this.problem = undefined;
    } catch (error) {
      if (this.#counts(turn)) this.problem = asProblem(error);
    } finally {
      if (turn === this.#begun) this.busy = false;
    }
  }

  #counts(turn: number): boolean {
    if (turn <= this.#counted) return false;
    this.#counted = turn;
    return true;
  }

  /** Waits for nothing any more: what is being read is of a page that was left, or of something else. */
  giveUp(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#counted = this.#begun;
    this.#over.abort();
    this.#over = new AbortController();
  }

  /** Shows nothing of what was read: from now on it is about something else. */
  forget(): void {
    this.giveUp();
    this.value = undefined;
    this.problem = undefined;
  }

  /**
   * Reads it now, and whenever one of these topics is told; what this returns ends that. `fresh` is for what the server would
   * otherwise tell as it was before the event. */
  follow(topics: string[], about: (data: Record<string, unknown>) => boolean = () => true, fresh = false): () => void {
    const soon = ({ topic, data }: { topic: string; data: Record<string, unknown> }) => {
      if (topic !== MISSED && !about(data)) return;
      // The first of several sets the time: one after the other would put it off for ever.
      this.#timer ??= setTimeout(() => {
        this.#timer = undefined;
        void this.again(fresh);
      }, TOGETHER);
    };
    const ends = topics.map((topic) => live.on(topic, soon));
    void this.again();
    return () => {
      for (const end of ends) end();
      this.giveUp();
    };
  }

  /** Reads it this often, but not while it is being read; what this returns ends that. */
  every(milliseconds: number): () => void {
    const timer = setInterval(() => this.busy || void this.again(), milliseconds);
    return () => clearInterval(timer);
  }
}
