import { toasts } from '../lib/toasts.svelte';

/**
 * After an upgrade of the server the files of the older application are gone, except where a service worker has
 * kept them. A fresh page has the new ones.
 */

/** One reload in this time: should the new files be missing too, the page says so rather than turn in circles. */
const AGAIN_AFTER = 10_000;
const KEY = 'odysseus.reloaded';

/** Says what to do when a part of the application is no longer there. Called once, at the start. */
export function noticeMissingParts(): void {
  addEventListener('vite:preloadError', () => {
    const action = { label: 'Reload', run: () => location.reload() };
    toasts.show('A part of Odysseus could not be loaded.', { kind: 'problem', action });
  });
}

/** Reloads where a whole page could not be loaded: there is nothing on it that could be lost. */
export function reloadedInstead(error: unknown): Promise<never> {
  const last = Number(kept());
  if (!navigator.onLine || Date.now() - last < AGAIN_AFTER || !keep()) return Promise.reject(error);
  location.reload();
  return new Promise(() => undefined);
}

function kept(): string | null {
  try {
    return sessionStorage.getItem(KEY);
  } catch {
    return null;
  }
}

/** Remembers that it is reloaded now. Where that is not possible, it could go on for ever. */
function keep(): boolean {
  try {
    sessionStorage.setItem(KEY, String(Date.now()));
    return true;
  } catch {
    return false;
  }
}
