import { asProblem, type Problem } from '../../lib/api';
import { InTurn } from '../../lib/pages';
import type { Memory } from './model';

/** One list of facts on the page: what has been read of it, and how it follows changes. */
export abstract class List {
  /** What has been read so far, in order. */
  items = $state.raw<Memory[]>([]);
  /** How many there are in all. */
  total = $state(0);
  /** Whether something is being read. */
  busy = $state(false);
  /** Whether it has been read at all. */
  begun = $state(false);
  /** Why the last reading failed. */
  problem = $state.raw<Problem>();
  /** Whether there is more to read. */
  more = $state(true);

  readonly #turns = new InTurn();

  /** Whether a fact belongs here. */
  abstract accepts(memory: Memory): boolean;
  /** Reads what comes next. */
  protected abstract read(): Promise<void>;
  /** Reads what is shown once more. */
  protected abstract reread(): Promise<void>;
  /** Where in `items` a fact that is new here goes; nothing when it is not shown for now. */
  protected abstract place(memory: Memory): number | undefined;

  /** Reads on, if there is more. */
  next(): Promise<void> {
    return this.#inTurn(async () => {
      if (this.more) await this.read();
    });
  }

  /** Reads anew what is shown; the rows that are still there stay where they are. */
  again(): Promise<void> {
    return this.#inTurn(() => (this.begun ? this.reread() : this.read()));
  }

  /** Shows what has become of a fact: it is changed in its place, comes in, or goes. */
  put(memory: Memory): void {
    const at = this.items.findIndex((item) => item.id === memory.id);
    if (!this.accepts(memory)) return this.#cut(at);
    if (at >= 0) {
      this.items = this.items.with(at, memory);
      return;
    }
    const to = this.place(memory);
    if (to !== undefined) this.#insert(to, memory);
  }

  /** Takes one out. */
  remove(id: string): void {
    this.#cut(this.items.findIndex((item) => item.id === id));
  }

  /** Notes where a fact stands, if it does; the answer brings it back there, as it was. */
  hold(id: string): () => void {
    const at = this.items.findIndex((item) => item.id === id);
    const before = this.items[at];
    return () => {
      this.remove(id);
      if (before) this.#insert(Math.min(at, this.items.length), before);
    };
  }

  #insert(at: number, memory: Memory): void {
    this.items = this.items.toSpliced(at, 0, memory);
    this.total += 1;
  }

  #cut(at: number): void {
    if (at < 0) return;
    this.items = this.items.toSpliced(at, 1);
    this.total -= 1;
  }

  /** One reading at a time, so that none overtakes another. */
  #inTurn(work: () => Promise<void>): Promise<void> {
    return this.#turns.run(async () => {
      this.busy = true;
      try {
        await work();
        this.problem = undefined;
        this.begun = true;
      } catch (error) {
        this.problem = asProblem(error);
      }
      this.busy = false;
    });
  }
}
