import FileText from '@lucide/svelte/icons/file-text';
import { api, done } from '../../lib/api';
import type { Capability, Thing } from '../../lib/capability';

/** Texts with versions. */
export const capability: Capability = {
  name: 'documents',
  pages: [{ path: '/documents', load: () => import('./DocumentsPage.svelte'), nav: { label: 'Documents', icon: FileText, order: 20, key: 'd' } }],
  things: { one: 'a document', find: thing },
};

async function thing(id: string): Promise<Thing> {
  const document = await done(api.GET('/api/documents/{id}', { params: { path: { id } } }));
  return { title: document.title, href: `/documents/${document.id}` };
}
