/** Somebody who only looks into another tab is back sooner. */
const GRACE = 5000;

/** Runs something whenever the page is looked at, and ends it when it is not: for what there may be few of. */
export function whileSeen(run: (over: AbortSignal) => Promise<void>): void {
  let over: AbortController | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const look = () => {
    clearTimeout(timer);
    if (document.visibilityState === 'hidden') {
      timer = setTimeout(() => {
        over?.abort();
        over = undefined;
      }, GRACE);
    } else if (!over) {
      over = new AbortController();
      void run(over.signal);
    }
  };
  document.addEventListener('visibilitychange', look);
  look();
}
