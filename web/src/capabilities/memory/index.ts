import Brain from '@lucide/svelte/icons/brain';
import Download from '@lucide/svelte/icons/download';
import Sparkles from '@lucide/svelte/icons/sparkles';
import Upload from '@lucide/svelte/icons/upload';
import { api, done } from '../../lib/api';
import type { Capability } from '../../lib/capability';
import { go } from '../../lib/router.svelte';
import { toasts } from '../../lib/toasts.svelte';

async function exportAll(): Promise<void> {
  try {
    const { exportFacts } = await import('./transfer');
    await exportFacts('json');
  } catch (error) {
    toasts.problem(error);
  }
}

/** What is to be remembered about the person. */
export const capability: Capability = {
  name: 'memory',
  pages: [{ path: '/memory', load: () => import('./MemoryPage.svelte'), nav: { label: 'Memory', icon: Brain, order: 30, key: 'm' } }],
  commands: [
    { label: 'Remember something', words: 'add memory fact know', icon: Brain, run: () => go('/memory?add=1') },
    { label: 'Export memory', words: 'download facts', icon: Download, run: exportAll },
    { label: 'Import memory', words: 'upload facts', icon: Upload, run: () => go('/memory?import=1') },
  ],
  settings: [
    {
      slug: 'meaning',
      label: 'Search by meaning',
      icon: Sparkles,
      order: 60,
      group: 'This Odysseus',
      admin: true,
      load: () => import('./meaning/MeaningSettings.svelte'),
    },
  ],
  search: {
    label: 'Memory',
    find: async (words, signal) => {
      const found = await done(api.GET('/api/memory/search', { params: { query: { q: words, limit: 8 } }, signal }));
      return found.items.map(({ id, text, category }) => ({
        title: text,
        detail: category,
        href: `/memory?${new URLSearchParams({ q: words, at: id })}`,
      }));
    },
  },
  trash: {
    label: 'Memory',
    list: (cursor) => done(api.GET('/api/memory/trash', { params: { query: { cursor } } })),
    restore: (id) => done(api.POST('/api/memory/trash/{id}/restore', { params: { path: { id } } })),
  },
  firstSteps: [
    {
      order: 40,
      title: 'Tell Odysseus something about you',
      text: 'Such as how you like your answers. Your agents read it, and add what they learn.',
      action: { label: 'Remember something', href: '/memory?add=1' },
      icon: Brain,
      done: async () => (await done(api.GET('/api/memory/categories'))).total > 0,
    },
  ],
};
