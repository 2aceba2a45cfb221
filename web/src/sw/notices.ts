import type { Carried, NoticeAction } from '../lib/notices';

declare const self: ServiceWorkerGlobalScope;

/** A window may only be opened a short time after a press; an answer that takes longer comes too late. */
const PATIENCE = 4000;

/** A notification was pressed: a button of it does what it says, the rest leads to what it is about. */
export function pressed(event: NotificationEvent): void {
  event.notification.close();
  const { id, href, actions } = event.notification.data as Carried;
  const action = event.action ? actions[Number(event.action)] : undefined;
  event.waitUntil(action ? act(id, href, action) : follow(id, href));
}

async function act(id: string, href: string, action: NoticeAction): Promise<void> {
  try {
    await call(action);
    await markRead(id);
  } catch {
    // The session has ended, nobody answers, or it is refused: there the person sees why, and can try again.
    await show(href);
  }
}

async function follow(id: string, href: string): Promise<void> {
  await show(href);
  // Should this fail, it is only shown as new for longer.
  await markRead(id).catch(() => undefined);
}

function markRead(id: string): Promise<void> {
  return call({ method: 'POST', path: `/api/notifications/${encodeURIComponent(id)}/read` });
}

async function call({ method, path, body }: Omit<NoticeAction, 'label'>): Promise<void> {
  const response = await fetch(path, {
    method,
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(body ?? {}),
    signal: AbortSignal.timeout(PATIENCE),
  });
  if (!response.ok) throw new Error(`${path} answered ${response.status}`);
}

/** Shows that address in a tab that is open, the one last seen if there are several, or in a new one. */
async function show(href: string): Promise<void> {
  const open = await self.clients.matchAll({ type: 'window', includeUncontrolled: true });
  const tab = open.find((client) => client.visibilityState === 'visible') ?? open[0];
  if (!tab) return void (await self.clients.openWindow(href));
  tab.postMessage({ go: href });
  await tab.focus().catch(() => undefined);
}
