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
  #turn = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** `read` is told whether the person asked for it, and nothing that was kept of before is good enough. */
  constructor(private readonly read: (fresh: boolean) => Promise<T>) {}

  /** Reads it; the latest reading counts. */
  async again(fresh = false): Promise<void> {
    const turn = (this.#turn += 1);
    this.busy = true;
    try {
      const value = await this.read(fresh);
      if (turn !== this.#turn) return;
      this.value = value;
      this.problem = undefined;
    } catch (error) {
      if (turn === this.#turn) this.problem = asProblem(error);
    } finally {
      if (turn === this.#turn) this.busy = false;
    }
  }

  /** Shows nothing of what was read: from now on it is about something else. */
  forget(): void {
    this.value = undefined;
    this.problem = undefined;
  }

  /** Reads it now, and whenever one of these topics is told; what this returns ends that. */
  follow(topics: string[], about: (data: Record<string, unknown>) => boolean = () => true): () => void {
    const soon = ({ topic, data }: { topic: string; data: Record<string, unknown> }) => {
      if (topic !== MISSED && !about(data)) return;
      clearTimeout(this.#timer);
      this.#timer = setTimeout(() => void this.again(), TOGETHER);
    };
    const ends = topics.map((topic) => live.on(topic, soon));
    void this.again();
    return () => {
      for (const end of ends) end();
      clearTimeout(this.#timer);
      this.#turn += 1;
    };
  }
}
