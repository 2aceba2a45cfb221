/** How a file of facts is written. */
export type Format = 'json' | 'markdown';

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
