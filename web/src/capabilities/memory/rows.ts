import { tick } from 'svelte';
import { shelf } from './shelf.svelte';

/** The id of a fact's row in the page. */
export function rowId(id: string): string {
  return `memory-${id}`;
}

/** The fact that an event within a row is about. */
export function factOf(target: EventTarget | null): string | undefined {
  const row = target instanceof Element ? target.closest<HTMLElement>('[data-memory]') : null;
  return row?.dataset.memory;
}

/** Goes to a fact with the keyboard. Its part of the list is drawn for that, wherever it is. */
export async function focusRow(id: string): Promise<void> {
  shelf.current = id;
  await tick();
  const row = document.getElementById(rowId(id));
  row?.focus({ preventScroll: true });
  row?.scrollIntoView({ block: 'nearest' });
}

/** Goes so many facts down, or up. */
export async function step(by: 1 | -1): Promise<void> {
  const { shown } = shelf;
  const at = shown.findIndex((item) => item.id === shelf.current);
  const to = at < 0 ? 0 : Math.max(0, at + by);
  const next = shown[to];
  if (next) await focusRow(next.id);
  else void shelf.lists.at(-1)?.next();
}

/** The fact that takes the place of one that goes: the next, or the one before. */
export function neighbour(id: string): string | undefined {
  const { shown } = shelf;
  const at = shown.findIndex((item) => item.id === id);
  return at < 0 ? undefined : (shown[at + 1] ?? shown[at - 1])?.id;
}
