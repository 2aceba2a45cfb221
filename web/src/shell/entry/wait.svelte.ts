/** The time that the server asks to be left alone after too many attempts, counted down. */
export class Wait {
  /** How many seconds are left; 0 when it may be tried again. */
  left = $state(0);
  #timer: ReturnType<typeof setInterval> | undefined;

  /** Begins to wait; what is to happen at the end is told by `over`. */
  begin(seconds: number, over: () => void): void {
    this.end();
    const until = Date.now() + seconds * 1000;
    this.left = Math.ceil(seconds);
    // By the clock: timers of pages in the background come late.
    this.#timer = setInterval(() => {
      this.left = Math.max(0, Math.ceil((until - Date.now()) / 1000));
      if (this.left > 0) return;
      this.end();
      over();
    }, 250);
  }

  /** Stops counting. */
  end(): void {
    clearInterval(this.#timer);
    this.left = 0;
  }
}
