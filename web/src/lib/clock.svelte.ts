/** The time as state: what shows "5 minutes ago" follows it. */
class Clock {
  /** Now, in milliseconds, to the minute. */
  minute = $state(Date.now());

  constructor() {
    setInterval(() => (this.minute = Date.now()), 60_000);
    document.addEventListener('visibilitychange', () => (this.minute = Date.now()));
  }
}

/** The time. */
export const clock = new Clock();
