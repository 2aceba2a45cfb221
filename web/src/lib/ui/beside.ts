/** The distance between a button and what opens under it, and from the edges of the window, in pixels. */
const GAP = 4;
const EDGE = 8;

/** Puts an open popover under its button, or above it where there is no room below; always within the window. */
export function beside(popover: HTMLElement, button: HTMLElement): void {
  const at = button.getBoundingClientRect();
  // Its size without what an animation makes of it.
  const { offsetWidth: width, offsetHeight: height } = popover;
  const right = document.documentElement.clientWidth - EDGE - width;
  const bottom = innerHeight - EDGE - height;
  const below = at.bottom + GAP;
  // Under buttons in the right half of the window it ends where they end.
  const left = at.left + at.width / 2 > innerWidth / 2 ? at.right - width : at.left;
  const top = below <= bottom || at.top - GAP - height < EDGE ? Math.min(below, bottom) : at.top - GAP - height;
  popover.style.left = `${Math.max(EDGE, Math.min(left, right))}px`;
  popover.style.top = `${Math.max(EDGE, top)}px`;
}
