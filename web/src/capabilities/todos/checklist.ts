import { line, type Line } from './draft.svelte';
import { moved } from './drag.svelte';

/** A checklist after a text of one or more lines was put in at a place. */
export function inserted(lines: readonly Line[], at: number, texts: readonly string[]): Line[] {
  return lines.toSpliced(at, 0, ...texts.map((text) => line(text)));
}

/** A checklist after a line was changed. */
export function changed(lines: readonly Line[], key: number, change: Partial<Line>): Line[] {
  return lines.map((one) => (one.key === key ? { ...one, ...change } : one));
}

/** A checklist without a line. */
export function without(lines: readonly Line[], key: number): Line[] {
  return lines.filter((one) => one.key !== key);
}

/** A checklist after a line was moved by so many places; nothing when it stands at the end already. */
export function shifted(lines: readonly Line[], key: number, by: -1 | 1): Line[] | undefined {
  const from = lines.findIndex((one) => one.key === key);
  const to = from + by;
  return from < 0 || to < 0 || to >= lines.length ? undefined : moved(lines, from, to);
}

/** A checklist after a line was dragged before or after another. */
export function dragged(lines: readonly Line[], key: number, other: number, side: 'before' | 'after'): Line[] {
  const one = lines.find((line) => line.key === key);
  if (!one || key === other) return [...lines];
  const rest = without(lines, key);
  const at = rest.findIndex((line) => line.key === other);
  return rest.toSpliced(side === 'before' ? at : at + 1, 0, one);
}
