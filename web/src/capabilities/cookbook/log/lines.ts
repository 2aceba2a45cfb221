/** A log as lines, from the pieces in which it comes. */

/** A line. */
export interface Line {
  /** Its own for as long as the page is open. */
  key: string;
  /** The byte of the log at which it begins, as far as can be told. */
  offset: number;
  /** As it was written, colours and all. */
  raw: string;
}

/** A piece of a log. */
export interface Chunk {
  text: string;
  /** The offsets of its first byte and of that after its last. */
  from: number;
  to: number;
  /** Whether it is another log, and what came before is to be forgotten. */
  restarted?: boolean;
  /** So many bytes before it were left out. */
  left_out?: number;
}

/** More are not kept: the oldest go. */
export const MOST = 20_000;

const size = (text: string) => new TextEncoder().encode(text).length;
let last = 0;

const lineOf = (raw: string, offset: number): Line => ({ key: `l${(last += 1)}`, offset, raw });

/** The lines of a log so far, and with one more piece of it. The line that is not ended yet is the last. */
export function grown(lines: readonly Line[], chunk: Chunk, open: boolean): { lines: Line[]; open: boolean } {
  const state = joined(lines, chunk, open);
  return { ...state, lines: state.lines.slice(-MOST) };
}

/** The lines of a piece that stands alone: of one with too many, the first are shown. */
export const linesOf = (chunk: Chunk): Line[] => joined([], chunk, false).lines.slice(0, MOST);

function joined(lines: readonly Line[], chunk: Chunk, open: boolean): { lines: Line[]; open: boolean } {
  const kept = chunk.restarted ? [] : [...lines];
  let goesOn = open && !chunk.restarted;
  if (chunk.left_out) {
    kept.push(lineOf(`… ${chunk.left_out.toLocaleString()} bytes left out`, chunk.from - chunk.left_out));
    goesOn = false;
  }
  let at = chunk.from;
  const parts = chunk.text.split('\n');
  const rest = parts.pop() ?? '';
  for (const part of rest ? [...parts, rest] : parts) {
    const before = goesOn ? kept.pop() : undefined;
    kept.push(before ? { ...before, raw: before.raw + part } : lineOf(part, at));
    goesOn = false;
    at += size(part) + 1;
  }
  return { lines: kept, open: Boolean(rest) || (goesOn && !parts.length) };
}

/** The index of the line that holds a byte of the log; nothing where it is before the first. */
export function lineAt(lines: readonly Line[], offset: number): number | undefined {
  const at = lines.findLastIndex((line) => line.offset <= offset);
  return at < 0 ? undefined : at;
}
