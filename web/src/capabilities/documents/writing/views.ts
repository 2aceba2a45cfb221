/** The text to be written, the page to be read, or both side by side. */
export type View = 'write' | 'both' | 'read';

const all: { value: View; label: string }[] = [
  { value: 'write', label: 'Write' },
  { value: 'both', label: 'Both' },
  { value: 'read', label: 'Read' },
];

/** The views that a window has room for. */
export function views(roomy: boolean): { value: View; label: string }[] {
  return roomy ? all : all.filter(({ value }) => value !== 'both');
}
