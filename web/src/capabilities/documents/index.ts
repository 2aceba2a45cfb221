import FilePlus from '@lucide/svelte/icons/file-plus';
import FileText from '@lucide/svelte/icons/file-text';
import { api, done } from '../../lib/api';
import type { Capability, Thing } from '../../lib/capability';
import { go } from '../../lib/router.svelte';
import { plainSnippet } from './text/plain';

/** Texts with versions. */
export const capability: Capability = {
  name: 'documents',
  pages: [
    {
      path: '/documents',
      load: () => import('./library/LibraryPage.svelte'),
      nav: { label: 'Documents', icon: FileText, order: 20, key: 'd' },
    },
    { path: '/documents/:id', load: () => import('./writing/DocumentPage.svelte') },
  ],
  commands: [
    { label: 'New document', words: 'write text note markdown', icon: FilePlus, keys: 'g n', run: () => go('/documents?new=1') },
  ],
  search: {
    label: 'Documents',
    find: async (search, signal) => {
      const { items } = await done(api.GET('/api/documents', { params: { query: { search, limit: 6 } }, signal }));
      return items.map(({ id, title, snippet }) => ({
        title,
        detail: snippet ? plainSnippet(snippet.text, title) : undefined,
        href: `/documents/${id}`,
      }));
    },
  },
  things: { one: 'a document', find: thing },
  trash: {
    label: 'Documents',
    list: (cursor) => done(api.GET('/api/documents/trash', { params: { query: { cursor } } })),
    restore: (id) => done(api.POST('/api/documents/trash/{id}/restore', { params: { path: { id } } })),
  },
  firstSteps: [
    {
      order: 30,
      title: 'Write a document',
      text: 'Every change is kept as a version, whoever makes it.',
      action: { label: 'New document', href: '/documents?new=1' },
      icon: FilePlus,
      done: async () => (await done(api.GET('/api/documents', { params: { query: { limit: 1 } } }))).total > 0,
    },
  ],
};

/** Its first line tells as much as the whole of it. */
async function thing(id: string): Promise<Thing> {
  const params = { path: { id }, query: { from_line: 1, lines: 1 } };
  const document = await done(api.GET('/api/documents/{id}', { params }));
  return { title: document.title, href: `/documents/${document.id}` };
}
