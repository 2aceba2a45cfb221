/** After an upgrade of the server the files of the older application are gone: a fresh page has the new ones. */

/** One reload in this time: should the new files be missing too, the page says so rather than turn in circles. */
const AGAIN_AFTER = 10_000;
const KEY = 'odysseus.reloaded';

/** Reloads the page when a part of the application is no longer there. Called once, at the start. */
export function reloadAfterUpgrade(): void {
  addEventListener('vite:preloadError', (event) => {
    const last = Number(sessionStorage.getItem(KEY));
    if (!navigator.onLine || Date.now() - last < AGAIN_AFTER) return;
    event.preventDefault();
    sessionStorage.setItem(KEY, String(Date.now()));
    location.reload();
  });
}
