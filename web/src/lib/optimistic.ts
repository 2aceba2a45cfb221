import { toasts } from './toasts.svelte';

/**
 * Shows a change at once and sends it. When it fails, takes it back and says why.
 *
 * `apply` makes the change on the page and returns what takes it back. Resolves to the answer, or to
 * nothing when the change was taken back.
 */
export async function optimistically<T>(apply: () => () => void, call: () => Promise<T>): Promise<T | undefined> {
  const undo = apply();
  try {
    return await call();
  } catch (error) {
    undo();
    toasts.problem(error);
    return undefined;
  }
}
