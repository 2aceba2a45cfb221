import History from '@lucide/svelte/icons/history';
import Plug from '@lucide/svelte/icons/plug';
import ShieldQuestion from '@lucide/svelte/icons/shield-question-mark';
import { api, done } from '../../lib/api';
import type { Capability } from '../../lib/capability';
import { go } from '../../lib/router.svelte';
import { offerDecisions } from './approvals/notice';
import { pending } from './approvals/pending.svelte';

/** Who may do what: people, their sessions, their agents, and what these did and ask. */
export const capability: Capability = {
  name: 'identity',
  settings: [
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
  },
};
