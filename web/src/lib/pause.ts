/** Waits, but not longer than until the network is back, the person looks again, or it is all over. */
export function pause(milliseconds: number, over?: AbortSignal): Promise<void> {
  const controller = new AbortController();
  const { signal } = controller;
  return new Promise<void>((resolve) => {
    const end = () => resolve();
    const timer = setTimeout(end, milliseconds);
    signal.addEventListener('abort', () => clearTimeout(timer));
    over?.addEventListener('abort', end, { signal });
    addEventListener('online', end, { signal });
    document.addEventListener('visibilitychange', () => document.visibilityState === 'visible' && end(), { signal });
    if (over?.aborted) end();
  }).finally(() => controller.abort());
}
