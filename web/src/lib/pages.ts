/** Lists that are read page by page, while others change them. */

/** A list with one page more. What has moved between two readings is on both pages, and is shown where it was. */
export function withPage<T>(shown: readonly T[] | undefined, page: readonly T[], key: (item: T) => unknown): T[] {
  const known = new Set(shown?.map(key));
  return [...(shown ?? []), ...page.filter((item) => !known.has(key(item)))];
}

/** One thing after the other: two readings of one list at a time would mix their pages. */
export class InTurn {
  #last: Promise<unknown> = Promise.resolve();

  /** Does it once all that was asked for before is over. */
  run<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#last.then(work);
    this.#last = turn.catch(() => undefined);
    return turn;
  }
}
