import FileText from '@lucide/svelte/icons/file-text';
import type { Capability } from '../../lib/capability';

/** Texts with versions. */
export const capability: Capability = {
  name: 'documents',
  pages: [{ path: '/documents', load: () => import('./DocumentsPage.svelte'), nav: { label: 'Documents', icon: FileText, order: 20, key: 'd' } }],
};
