/**
 * Where each entry of the history was scrolled to. Browsers restore it only where the page is there at once;
 * ours come a moment later, with their data.
 */

const KEY = 'odysseus.scroll';
/** A page that is not as high again after this time has changed: it stays where it is. */
const PATIENCE = 1500;

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

/** Scrolls there as soon as the page is high enough, unless the person scrolls by themselves before. */
export function restorePosition(top: number): void {
  const until = performance.now() + PATIENCE;
  let theirs = false;
  const mine = () => (theirs = true);
  for (const event of ['wheel', 'touchmove', 'keydown'] as const) addEventListener(event, mine, { once: true, passive: true });
  const attempt = () => {
    if (theirs) return;
    const room = document.documentElement.scrollHeight - innerHeight;
    if (room >= top || performance.now() > until) scrollTo(0, top);
    else requestAnimationFrame(attempt);
  };
  // The page of the new address is drawn first.
  requestAnimationFrame(attempt);
}
