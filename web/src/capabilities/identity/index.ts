import History from '@lucide/svelte/icons/history';
import KeyRound from '@lucide/svelte/icons/key-round';
import MonitorSmartphone from '@lucide/svelte/icons/monitor-smartphone';
import Plug from '@lucide/svelte/icons/plug';
import ShieldQuestion from '@lucide/svelte/icons/shield-question-mark';
import UserRound from '@lucide/svelte/icons/user-round';
import UsersRound from '@lucide/svelte/icons/users-round';
import { api, done } from '../../lib/api';
import type { Capability } from '../../lib/capability';
import { live } from '../../lib/live.svelte';
import { go } from '../../lib/router.svelte';
import { session } from '../../lib/session.svelte';
import { offerDecisions } from './approvals/notice';
import { pending } from './approvals/pending.svelte';

/** Who may do what: people, their sessions, their agents, and what these did and ask. */
export const capability: Capability = {
  name: 'identity',
  settings: [
    { slug: 'account', label: 'Account', icon: UserRound, order: 1, group: 'You', load: () => import('./account/AccountPart.svelte') },
    { slug: 'security', label: 'Password & two-factor', icon: KeyRound, order: 2, group: 'You', load: () => import('./account/SecurityPart.svelte') },
    { slug: 'sessions', label: 'Sessions', icon: MonitorSmartphone, order: 3, group: 'You', load: () => import('./sessions/SessionsPart.svelte') },
    { slug: 'users', label: 'Users', icon: UsersRound, order: 60, group: 'This Odysseus', admin: true, load: () => import('./users/UsersPart.svelte') },
    { slug: 'integrations', label: 'Integrations', icon: Plug, order: 30, group: 'Agents', load: () => import('./tokens/IntegrationsPart.svelte') },
    { slug: 'approvals', label: 'Approvals', icon: ShieldQuestion, order: 31, group: 'Agents', count: () => pending.count, load: () => import('./approvals/ApprovalsPart.svelte') },
    { slug: 'activity', label: 'Activity', icon: History, order: 32, group: 'Agents', load: () => import('./activity/ActivityPart.svelte') },
  ],
  commands: [
    { label: 'Connect an agent', words: 'add integration token claude codex mcp', icon: Plug, run: () => go('/settings/integrations?add') },
    { label: 'Review approvals', words: 'approve deny ask', icon: ShieldQuestion, run: () => go('/settings/approvals') },
  ],
  firstSteps: [
    {
      order: 10,
      title: 'Connect Claude Code',
      text: 'Give your agent its own key to your todos, memory and documents. You decide what it may do, and where it asks you first.',
      action: { label: 'Connect', href: '/settings/integrations?add=claude' },
      icon: Plug,
      done: async () => (await done(api.GET('/api/tokens'))).length > 0,
    },
  ],
  start: () => {
    offerDecisions();
    pending.follow();
    // Changed in another browser, or by an administrator.
    live.on('account.changed', () => void session.refresh().catch(() => undefined));
  },
};
