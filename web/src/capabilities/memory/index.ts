import Brain from '@lucide/svelte/icons/brain';
import type { Capability } from '../../lib/capability';

/** What is to be remembered about the person. */
export const capability: Capability = {
  name: 'memory',
  pages: [{ path: '/memory', load: () => import('./MemoryPage.svelte'), nav: { label: 'Memory', icon: Brain, order: 30, key: 'm' } }],
};
