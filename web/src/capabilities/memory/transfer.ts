import { api, done, send, type Output } from '../../lib/api';
import type { Format } from './file';
import { shelf } from './shelf.svelte';

/** What became of an imported file. */
export type Imported = Output<'memory.import'>;

/** Imports a file. `owner`: whose records are meant, in a file of several people. Throws a {@link Problem}. */
export async function importFacts(content: string, format: Format, owner?: string): Promise<Imported> {
  const imported = await done(api.POST('/api/memory/import', { body: { content, format, owner: owner || undefined } }));
  for (const list of shelf.lists) void list.again();
  shelf.soon();
  return imported;
}

/** Saves everything that is remembered as a file. Throws a {@link Problem}. */
export async function exportFacts(format: Format): Promise<void> {
  const response = await send(new Request(new URL(`/api/memory/export?format=${format}`, location.origin)));
  const name = /filename="?([^";]+)/.exec(response.headers.get('Content-Disposition') ?? '')?.[1];
  const link = document.createElement('a');
  link.href = URL.createObjectURL(await response.blob());
  link.download = name ?? `memory.${format === 'json' ? 'json' : 'md'}`;
  link.click();
  // The download has begun by then; until then the browser needs it.
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
