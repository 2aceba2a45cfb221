import { live, MISSED } from '../../../lib/live.svelte';
import { OpenDocument } from './open-document.svelte';

/** The documents that are open in this page, also those whose tab is not in front. */
const documents = new Map<string, OpenDocument>();
let following = false;

/** So many stay in memory, with their undo history, for those who come back to them. */
const KEPT = 12;

/** The document of that id. It is to be {@link enter}ed before it is shown, and {@link leave}d afterwards. */
export function openDocument(id: string): OpenDocument {
  return documents.get(id) ?? new OpenDocument(id);
}

/** Reads a document, or what is new in it. */
export function enter(document: OpenDocument): void {
  follow();
  // The last used is the last to be let go.
  documents.delete(document.id);
  documents.set(document.id, document);
  document.uses += 1;
  void (document.about ? document.refresh() : document.load());
}

/** The document of that id, if it is open. */
export function ifOpen(id: string): OpenDocument | undefined {
  return documents.get(id);
}

/** Saves it; it may be let go of once nothing here is unsaved. */
export async function leave(document: OpenDocument): Promise<void> {
  document.uses -= 1;
  await document.save();
  for (const [id, { uses, unsaved }] of documents) {
    if (documents.size <= KEPT) break;
    if (!uses && !unsaved) documents.delete(id);
  }
}

function follow(): void {
  if (following) return;
  following = true;
  live.on('documents.changed', ({ data }) => void documents.get(String(data.id))?.refresh());
  live.on(MISSED, wake);
  addEventListener('online', wake);
  addEventListener('pagehide', flush);
  window.document.addEventListener('visibilitychange', () => window.document.hidden && flush());
  addEventListener('beforeunload', (event) => {
    flush();
    if ([...documents.values()].some(({ unsaved }) => unsaved)) event.preventDefault();
  });
}

/** The server can be reached again. */
function wake(): void {
  for (const document of documents.values()) void (document.unsaved ? document.save() : document.refresh());
}

/** The page may be gone in a moment. */
function flush(): void {
  for (const document of documents.values()) {
    void document.keep();
    void document.save();
  }
}
