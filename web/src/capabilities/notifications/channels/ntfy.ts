import type { Channel } from './channels.svelte';

/** How urgent messages are to the phone (<https://docs.ntfy.sh/publish/#message-priority>), in words. */
export const PRIORITIES: { value: NonNullable<Channel['priority']>; label: string }[] = [
  { value: 'min', label: 'Silent, folded away' },
  { value: 'low', label: 'Silent' },
  { value: 'default', label: 'Usual: a short sound' },
  { value: 'high', label: 'High: pops up' },
  { value: 'max', label: 'Urgent: keeps ringing' },
];

/** The server that everybody can use. */
export const PUBLIC_SERVER = 'https://ntfy.sh';

/** The server as people write it: without a slash at its end. */
export function serverOf(url: string): string {
  return url.replace(/\/+$/, '');
}

/** What the app calls the server, where it is not the one that it takes by itself. */
export function otherServer(url: string): string | undefined {
  const server = serverOf(url.trim());
  return server === '' || server === PUBLIC_SERVER ? undefined : server;
}
