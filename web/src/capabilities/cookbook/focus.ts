/**
 * Keeps the focus in a list when what has it goes, such as a row that is removed, or the button of a task that has stopped: it
 * goes to the same row, wherever that is now, or to the one in its place; where no row is left, to the heading of the page.
 *
 * Rows are marked with `data-row` and what they are of. What is focused in a row never does anything by a press but lead on.
 */
export function keepsFocus(list: HTMLElement): () => void {
  const rows = () => [...list.querySelectorAll<HTMLElement>('[data-row]')];
  let held: { element: Element; row: string | undefined; at: number } | undefined;

  const focused = ({ target }: FocusEvent) => {
    if (!(target instanceof Element)) return;
    const row = target.closest<HTMLElement>('[data-row]');
    held = { element: target, row: row?.dataset.row, at: row ? rows().indexOf(row) : -1 };
  };
  // Whoever leaves by themselves has left; what is taken out of the page is not connected any more.
  const left = () =>
    setTimeout(() => {
      if (held?.element.isConnected && document.activeElement !== held.element) held = undefined;
    });
  const changed = () => {
    if (!held || held.element.isConnected || document.activeElement !== document.body) return;
    const { row, at } = held;
    held = undefined;
    const all = rows();
    const next = all.find((one) => row !== undefined && one.dataset.row === row) ?? all[Math.min(at, all.length - 1)];
    const begins = next?.querySelector<HTMLElement>('a[href], [aria-haspopup]');
    (begins ?? document.querySelector<HTMLElement>('main h1'))?.focus({ preventScroll: true });
  };

  const observer = new MutationObserver(changed);
  observer.observe(list, { childList: true, subtree: true });
  list.addEventListener('focusin', focused);
  list.addEventListener('focusout', left);
  return () => {
    observer.disconnect();
    list.removeEventListener('focusin', focused);
    list.removeEventListener('focusout', left);
  };
}
