/**
 * Where each entry of the history was scrolled to. Browsers restore it only where the page is there at once;
 * ours come a moment later, with their data.
 */

const KEY = 'odysseus.scroll';
/** What comes later than this, in milliseconds, no longer moves the page: a slow machine or network may take its time. */
const PATIENCE = 30_000;

let positions: Record<number, number> = {};

/** Follows the scrolling of the page, for the entry that is current. Called once. */
export function keepPositions(current: () => number): void {
  history.scrollRestoration = 'manual';
  positions = kept();
  addEventListener('scroll', () => (positions[current()] = scrollY), { passive: true });
  addEventListener('pagehide', () => {
    try {
      sessionStorage.setItem(KEY, JSON.stringify(positions));
    } catch {
      // Storage is switched off: after a reload the page begins at its top.
    }
  });
}

function kept(): Record<number, number> {
  try {
    return JSON.parse(sessionStorage.getItem(KEY) ?? '{}') as Record<number, number>;
  } catch {
    return {};
  }
}

/** Where an entry was scrolled to, in pixels from the top. */
export function positionAt(index: number): number {
  return positions[index] ?? 0;
}

let underWay: AbortController | undefined;

/**
 * Scrolls there, as far as the page goes by now and on while it grows, unless the person does something before. A page
 * that does not become as high again has changed: it stays at its end.
 */
export function restorePosition(top: number): void {
  leavePosition();
  const { signal } = (underWay = new AbortController());
  for (const event of ['wheel', 'touchmove', 'keydown', 'pointerdown']) addEventListener(event, leavePosition, { signal, passive: true });
  const timer = setTimeout(leavePosition, PATIENCE);
  const growth = new ResizeObserver(() => {
    scrollTo(0, top);
    if (Math.abs(scrollY - top) < 1) leavePosition();
  });
  // The page of the new address is drawn first.
  const frame = requestAnimationFrame(() => growth.observe(document.body));
  signal.addEventListener('abort', () => {
    clearTimeout(timer);
    cancelAnimationFrame(frame);
    growth.disconnect();
  });
}

/** Scrolls no further: another page was gone to, or the person scrolls by themselves. */
export function leavePosition(): void {
  underWay?.abort();
}
