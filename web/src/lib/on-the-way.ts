/**
 * Changes by this page that are on their way, by the id of what they change. While one is, whatever the server
 * tells of it may be older than what the page shows.
 */
export class OnTheWay {
  readonly #calls = new Map<string, number>();
  /** How many were ever begun. */
  readonly #begun = new Map<string, number>();

  /** Whether a change of it is on its way. */
  has(id: string): boolean {
    return this.#calls.has(id);
  }

  /** Whether any is. */
  get any(): boolean {
    return this.#calls.size > 0;
  }

  /** Waits for a call that changes it, and answers as the call does. */
  async until<T>(id: string, call: Promise<T>): Promise<T> {
    this.#calls.set(id, (this.#calls.get(id) ?? 0) + 1);
    this.#begun.set(id, (this.#begun.get(id) ?? 0) + 1);
    try {
      return await call;
    } finally {
      const left = (this.#calls.get(id) ?? 1) - 1;
      if (left > 0) this.#calls.set(id, left);
      else this.#calls.delete(id);
    }
  }

  /** Waits for a call that reads it. Answers nothing when a change was on its way meanwhile: it is to be read again. */
  async unlessChanged<T>(id: string, call: Promise<T>): Promise<T | undefined> {
    const before = this.has(id) ? undefined : (this.#begun.get(id) ?? 0);
    const read = await call;
    return before === (this.#begun.get(id) ?? 0) ? read : undefined;
  }
}
