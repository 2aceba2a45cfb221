import type { List } from './list.svelte';
import { shelf } from './shelf.svelte';

type Reveal = (id: string) => Promise<HTMLElement | undefined>;

/** What brings the rows of the lists on the page into sight. */
const views = new Map<List, Reveal>();

/** Tells how rows of a list are brought into sight. Returns what ends it. */
export function reveals(list: List, reveal: Reveal): () => void {
  views.set(list, reveal);
  return () => views.delete(list);
}

/** The fact that an event within a row is about. */
export function factOf(target: EventTarget | null): string | undefined {
  const row = target instanceof Element ? target.closest<HTMLElement>('[data-memory]') : null;
  return row?.dataset.memory;
}

/** Whether the keyboard is on a row itself, and on nothing in it. */
export function isOnRow(): boolean {
  return document.activeElement instanceof HTMLElement && document.activeElement.dataset.memory !== undefined;
}

/** Goes to a fact with the keyboard. */
export async function focusRow(id: string): Promise<void> {
  const list = shelf.lists.find(({ items }) => items.some((item) => item.id === id));
  const view = list && views.get(list);
  if (!view) return;
  shelf.current = id;
  const element = await view(id);
  element?.querySelector<HTMLElement>('[data-memory]')?.focus({ preventScroll: true });
}

/**
 * Goes after the fact that the keyboard is at when its row is made anew, such as in another list. `again` is to be
 * called when the page shows other rows, `end` when it is left.
 */
export function keepFocus(): { again: () => void; end: () => void } {
  let at: string | undefined;
  const listening = new AbortController();
  const options = { capture: true, signal: listening.signal };
  addEventListener('focusin', ({ target }) => (at = factOf(target)), options);
  // Who points somewhere else leaves it.
  addEventListener('pointerdown', () => (at = undefined), options);
  return {
    again: () => {
      if (at && document.activeElement === document.body) void focusRow(at);
    },
    end: () => listening.abort(),
  };
}

/** Goes so many facts down, or up. */
export async function step(by: 1 | -1): Promise<void> {
  const { shown } = shelf;
  const at = shown.findIndex((item) => item.id === shelf.current);
  const next = shown[at < 0 ? 0 : Math.max(0, at + by)];
  if (next) await focusRow(next.id);
}

/** The fact that takes the place of one that goes: the next, or the one before. */
export function neighbour(id: string): string | undefined {
  const { shown } = shelf;
  const at = shown.findIndex((item) => item.id === id);
  return at < 0 ? undefined : (shown[at + 1] ?? shown[at - 1])?.id;
}
