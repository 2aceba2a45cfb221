import { createSubscriber } from 'svelte/reactivity';

/** The time to the second, for as long as something shows it. */
class Ticker {
  readonly #follow = createSubscriber((update) => {
    const timer = setInterval(update, 1000);
    return () => clearInterval(timer);
  });

  /** Now, in milliseconds. Read as state. */
  get now(): number {
    this.#follow();
    return Date.now();
  }
}

/** The time to the second. */
export const ticker = new Ticker();
