import { api, done, send, type Output } from '../../lib/api';
import { shelf } from './shelf.svelte';

/** How a file of facts is written. */
export type Format = 'json' | 'markdown';
/** What became of an imported file. */
export type Imported = Output<'memory.import'>;

/** The server takes no more at once, in bytes. */
const LARGEST = 12 * 2 ** 20;

/** How a file is written, as its name or its first sign tells. */
export function formatOf(content: string, name = ''): Format {
  if (/\.json$/i.test(name)) return 'json';
  if (/\.(md|markdown|txt)$/i.test(name)) return 'markdown';
  // A Markdown link begins with a bracket too, but no list of records does so without what follows here.
  return /^\s*(\{|\[\s*[{\]])/.test(content) ? 'json' : 'markdown';
}

/** Why a file of that size cannot be imported, if it cannot. */
export function tooLarge(bytes: number): string | undefined {
  if (bytes <= LARGEST) return undefined;
  const size = (bytes / 2 ** 20).toLocaleString(undefined, { maximumFractionDigits: 1 });
  return `This has ${size} MB, and at most 12 MB are read at once. Split it and import the parts.`;
}

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
