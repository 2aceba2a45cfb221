/** Putting things into another order with a pointer. What can be dragged has `data-sort`, and a handle. */

/** Where what is dragged would go. */
export interface Target {
  key: string;
  side: 'before' | 'after';
}

interface Options {
  /** The list, whose things have `data-sort`. */
  list: () => HTMLElement | undefined;
  /** Whether one thing may be put beside another. */
  fits?: (key: string, other: string) => boolean;
  drop: (key: string, target: Target) => void;
}

/** So near to an edge of the window, in pixels, it scrolls, by at most so much a frame. */
const EDGE = 72;
const STEP = 14;

/** A list whose order can be changed with a pointer. */
export class Sorting {
  /** What is dragged. */
  key = $state<string>();
  /** Where it would go. */
  target = $state.raw<Target>();
  readonly #options: Options;
  #y = 0;

  constructor(options: Options) {
    this.#options = options;
  }

  /** Where a line shows that it would go, beside this one. */
  sideOf(key: string): Target['side'] | undefined {
    return this.target?.key === key ? this.target.side : undefined;
  }

  /** A handle was taken. */
  grab(event: PointerEvent & { currentTarget: EventTarget | null }, key: string): void {
    const handle = event.currentTarget;
    if (event.button !== 0 || !(handle instanceof HTMLElement)) return;
    event.preventDefault();
    handle.focus({ preventScroll: true });
    handle.setPointerCapture(event.pointerId);
    this.key = key;
    this.#y = event.clientY;
    const end = new AbortController();
    const { signal } = end;
    const finish = (drop: boolean) => {
      end.abort();
      const { target } = this;
      this.key = this.target = undefined;
      if (drop && target) this.#options.drop(key, target);
    };
    handle.addEventListener('pointermove', (moved) => this.#over((this.#y = moved.clientY)), { signal });
    handle.addEventListener('pointerup', () => finish(true), { signal });
    handle.addEventListener('pointercancel', () => finish(false), { signal });
    const escape = (pressed: KeyboardEvent) => {
      if (pressed.key !== 'Escape') return;
      pressed.stopPropagation();
      pressed.preventDefault();
      finish(false);
    };
    addEventListener('keydown', escape, { signal, capture: true });
    this.#scroll(signal);
  }

  #over(y: number): void {
    const list = this.#options.list();
    const { key } = this;
    if (!list || key === undefined) return;
    const { left, width } = list.getBoundingClientRect();
    const over = document.elementFromPoint(left + width / 2, y)?.closest<HTMLElement>('[data-sort]');
    const other = over && list.contains(over) ? over.dataset.sort : undefined;
    if (!over || other === undefined) return;
    if (other === key || this.#options.fits?.(key, other) === false) {
      this.target = undefined;
      return;
    }
    const box = over.getBoundingClientRect();
    this.target = { key: other, side: y < box.top + box.height / 2 ? 'before' : 'after' };
  }

  /** Scrolls while the pointer is held at an edge of the window. */
  #scroll(signal: AbortSignal): void {
    requestAnimationFrame(() => {
      if (signal.aborted) return;
      const above = EDGE - this.#y;
      const below = this.#y - (innerHeight - EDGE);
      const by = above > 0 ? -above : Math.max(0, below);
      if (by !== 0) {
        scrollBy(0, Math.sign(by) * Math.min(STEP, Math.abs(by) / 4));
        this.#over(this.#y);
      }
      this.#scroll(signal);
    });
  }
}

/** A list after one of its things was moved beside another. */
export function moved<T>(list: readonly T[], from: number, to: number): T[] {
  const [thing] = list.slice(from, from + 1);
  return thing === undefined ? [...list] : list.toSpliced(from, 1).toSpliced(to, 0, thing);
}
