/** Somebody who only looks into another tab is back sooner. */
const GRACE = 5000;

/** Whether the page is looked at, as state: what costs the machines something rests meanwhile. */
class Seen {
  now = $state(document.visibilityState === 'visible');
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor() {
    document.addEventListener('visibilitychange', () => {
      clearTimeout(this.#timer);
      if (document.visibilityState === 'visible') this.now = true;
      else this.#timer = setTimeout(() => (this.now = false), GRACE);
    });
  }
}

/** Whether the page is looked at. */
export const seen = new Seen();
