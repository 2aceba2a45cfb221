/**
 * Keeps something that is read again and again in step with what this page changes in it. An answer counts only where
 * no change of this page was on its way since it was asked for, and no later one has counted: where machines are slow,
 * older answers come after newer ones.
 */
export class InStep {
  /** Rises when a change begins and when it ends. */
  #changes = 0;
  readonly #running = new Set<Promise<unknown>>();
  #begun = 0;
  #counted = 0;

  /** Whether a change is on its way. */
  get changing(): boolean {
    return this.#running.size > 0;
  }

  /** Waits for a call that changes it, and answers as the call does. */
  async change<T>(call: Promise<T>): Promise<T> {
    this.#changes += 1;
    this.#running.add(call);
    try {
      return await call;
    } finally {
      this.#running.delete(call);
      this.#changes += 1;
    }
  }

  /**
   * Reads it, again while that crosses a change. Answers nothing where a later reading has counted; throws as `ask` does
   * where none has.
   */
  async read<T>(ask: () => Promise<T>): Promise<T | undefined> {
    for (;;) {
      while (this.changing) await Promise.allSettled(this.#running);
      const turn = (this.#begun += 1);
      const changes = this.#changes;
      const [answer] = await Promise.allSettled([ask()]);
      if (turn < this.#counted) return undefined;
      if (changes !== this.#changes) continue;
      this.#counted = turn;
      if (answer.status === 'rejected') throw answer.reason;
      return answer.value;
    }
  }
}
