import Bell from '@lucide/svelte/icons/bell';
import BellRing from '@lucide/svelte/icons/bell-ring';
import CheckCheck from '@lucide/svelte/icons/check-check';
import type { Capability } from '../../lib/capability';
import { bell } from './bell.svelte';
import { feed } from './feed';

/** What Odysseus has to tell the person: the bell, notices in the page and of the system. */
export const capability: Capability = {
  name: 'notifications',
  pages: [{ path: '/notifications', load: () => import('./NotificationsPage.svelte') }],
  commands: [
    { label: 'Show notifications', words: 'bell inbox news', icon: Bell, keys: 'b', run: () => bell.toggle() },
    {
      label: 'Mark all notifications as read',
      words: 'bell clear',
      icon: CheckCheck,
      run: () => feed.readAll(),
      when: () => feed.unread > 0,
    },
  ],
  settings: [
    { slug: 'reminders', label: 'Reminders & channels', icon: BellRing, order: 4, group: 'You', load: () => import('./channels/ChannelsPart.svelte') },
  ],
  corner: async () => {
    // Where the bell is to be seen, what comes is shown.
    const [bell, { start }] = await Promise.all([import('./Bell.svelte'), import('./alerts/start')]);
    start();
    return bell;
  },
  start: () => void feed.start(),
};
