/** The part of the Web Locks API (`navigator.locks`) that is needed here. */
export type Locks = Pick<LockManager, 'request'>;

const NAME = 'odysseus.live';

/**
 * A turn that one of the open tabs has: it lasts until the tab is closed, and the next in line follows.
 *
 * Browsers may freeze tabs that nobody looks at, and a frozen one can hold its turn and do nothing with it.
 * `take` is for the others then; the tab that lost its turn stands in line again.
 */
export class Turn {
  #inLine: AbortController | undefined;

  /** `have` is what a tab does while it has the turn, until the signal tells that it has lost it. */
  constructor(
    private readonly locks: Locks,
    private readonly have: (lost: AbortSignal) => Promise<void>,
  ) {}

  /** Stands in line. */
  wait(): void {
    const inLine = new AbortController();
    this.#inLine = inLine;
    void this.#request({ signal: inLine.signal }, () => !inLine.signal.aborted);
  }

  /** Takes it from whoever has it. */
  take(): void {
    this.#inLine?.abort();
    void this.#request({ steal: true }, () => true);
  }

  async #request(options: LockOptions, wanted: () => boolean): Promise<void> {
    const lost = new AbortController();
    try {
      await this.locks.request(NAME, options, () => this.have(lost.signal));
    } catch {
      // Taken away, or left the line to take it.
      lost.abort();
      if (wanted()) this.wait();
    }
  }
}
