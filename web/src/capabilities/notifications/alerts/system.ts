import { actionsFor, type Carried, type Notice } from '../../../lib/notices';
import { bodyOf, kindOf } from '../kinds';
import { leadsTo } from '../leads';

/** Systems show no more buttons than this. */
const BUTTONS = 2;

/** What TypeScript's library does not know of yet (Notifications API, §3.1). */
interface Options extends NotificationOptions {
  actions: { action: string; title: string }[];
  timestamp: number;
}

/** Shows a notification of the system. Answers whether it could. */
export async function showSystem(notice: Notice): Promise<boolean> {
  const worker = await registration();
  if (!worker) return false;
  // There is not enough room to see what a question is about: it has to be opened first.
  const actions = kindOf(notice).lookFirst ? [] : actionsFor(notice).slice(0, BUTTONS);
  const data: Carried = { id: notice.id, href: leadsTo(notice), actions };
  const options: Options = {
    body: bodyOf(notice),
    // The same again replaces what is shown.
    tag: notice.id,
    icon: '/icon-192.png',
    badge: '/badge.png',
    dir: 'auto',
    timestamp: Date.parse(notice.created_at),
    actions: actions.map(({ label }, at) => ({ action: String(at), title: label })),
    data,
  };
  try {
    await worker.showNotification(notice.title, options);
    return true;
  } catch {
    // The permission was taken back a moment ago.
    return false;
  }
}

/** Takes those away that the system still shows. */
export async function closeSystem(which: (shown: Carried) => boolean): Promise<void> {
  for (const shown of (await (await registration())?.getNotifications()) ?? []) {
    if (which(shown.data as Carried)) shown.close();
  }
}

async function registration(): Promise<ServiceWorkerRegistration | undefined> {
  const found = await navigator.serviceWorker?.getRegistration();
  return found?.active ? found : undefined;
}
