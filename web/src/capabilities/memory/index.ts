import Brain from '@lucide/svelte/icons/brain';
import Download from '@lucide/svelte/icons/download';
import Sparkles from '@lucide/svelte/icons/sparkles';
import Upload from '@lucide/svelte/icons/upload';
import { api, done, Problem } from '../../lib/api';
import type { Capability, Thing } from '../../lib/capability';
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

/** A fact as a title: so much of it as fits a line. */
const titleOf = (text: string) => (text.length > 160 ? `${text.slice(0, 160).trimEnd()}…` : text);

/** Where a fact is shown: first among what its own words find. */
function hrefOf({ id, text }: { id: string; text: string }): string {
  const words = text.split(/\s+/, 12).join(' ').slice(0, 200);
  return `/memory?${new URLSearchParams({ q: words, at: id })}`;
}

async function find(id: string): Promise<Thing | undefined> {
  try {
    const memory = await done(api.GET('/api/memory/{id}', { params: { path: { id } } }));
    return { title: titleOf(memory.text), href: hrefOf(memory) };
  } catch (error) {
    if (error instanceof Problem && error.status === 404) return undefined;
    throw error;
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
      order: 65,
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
        title: titleOf(text),
        detail: category,
        href: `/memory?${new URLSearchParams({ q: words, at: id })}`,
      }));
    },
  },
  things: { one: 'a fact', find },
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
