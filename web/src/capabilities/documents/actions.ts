import { go } from '../../lib/router.svelte';
import { toasts } from '../../lib/toasts.svelte';
import * as calls from './calls';
import { download, fileName } from './files';
import { endingOf } from './languages';
import { tabs } from './writing/tabs.svelte';

/** What can be done with a document from the library, the editor and the palette. Each says what it came to. */

/** The address of a document. */
export const address = (id: string) => `/documents/${id}`;

/** Documents that were made here a moment ago: their title is what is written first. */
export const fresh = new Set<string>();

/** Makes an empty document and opens it. */
export async function write(): Promise<void> {
  try {
    const { id } = await calls.create({ language: 'markdown' });
    fresh.add(id);
    go(address(id), { replace: location.search.includes('new') });
  } catch (error) {
    toasts.problem(error);
  }
}

/** Deletes at once; it can be taken back. */
export async function remove({ id, title }: { id: string; title: string }): Promise<boolean> {
  return attempt(async () => {
    await calls.remove(id);
    tabs.close(id);
    const run = () => calls.restore(id);
    toasts.show(`“${title}” is in the trash.`, { action: { label: 'Undo', run } });
  });
}

/** Archives, or takes out of the archive. */
export async function archive({ id, title, archived }: { id: string; title: string; archived: boolean }): Promise<boolean> {
  return attempt(async () => {
    await calls.archive(id, !archived);
    const run = () => calls.archive(id, archived);
    toasts.show(`“${title}” is ${archived ? 'back in the library' : 'archived'}.`, { action: { label: 'Undo', run } });
  });
}

/** Makes a second document of the same text. */
export async function duplicate(id: string): Promise<boolean> {
  return attempt(async () => {
    const { title, content, language } = await calls.open(id);
    const copy = await calls.create({ title: `${title} (copy)`.slice(0, 500), content, language });
    toasts.show(`“${copy.title}” is made.`, { action: { label: 'Open', run: () => go(address(copy.id)) } });
  });
}

/** What a document becomes as a file. */
export type FileKind = 'own' | 'text' | 'page';

/** Gives the browser a file of a text: as it is, as plain text, or as a page of its own. */
export async function save(document: { title: string; language: string; text: string }, kind: FileKind): Promise<boolean> {
  const { title, language, text } = document;
  return attempt(async () => {
    if (kind === 'page') {
      const { page } = await import('./preview/markdown-file');
      download(fileName(title, 'html'), 'text/html', page(title, language, text));
    } else {
      const ending = kind === 'text' ? 'txt' : endingOf(language);
      download(fileName(title, ending), ending === 'md' ? 'text/markdown' : 'text/plain', text);
    }
  });
}

async function attempt(act: () => Promise<unknown>): Promise<boolean> {
  try {
    await act();
    return true;
  } catch (error) {
    toasts.problem(error);
    return false;
  }
}
