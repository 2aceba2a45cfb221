import { diff, lines, words, type Change } from './diff';

/** A part of a line, and whether it is what changed in it. */
export interface Part {
  text: string;
  changed: boolean;
}

/** A line of a comparison as it is shown, or how many equal lines are left out. */
export type Row =
  | { kind: 'same' | 'added' | 'removed'; parts: Part[]; before?: number; after?: number }
  | { kind: 'gap'; skipped: number };

/** Equal lines shown around a change. */
const AROUND = 3;
/** Longer lines are not compared word by word. */
const LONGEST = 4000;

/** Compares two texts line by line, with what changed within the lines. */
export function compare(before: string, after: string): Row[] {
  const [a, b] = [lines(before), lines(after)];
  const rows: Row[] = [];
  const plain = (text: string) => [{ text: bare(text), changed: false }];
  let at = 0;
  let shift = 0;
  const same = (from: number, to: number, first: number, last: number) => {
    const upTo = Math.min(to, from + first);
    const rest = Math.max(upTo, to - last);
    // One line takes no more room than the words that it is left out.
    const again = rest - upTo === 1 ? upTo : rest;
    for (let line = from; line < upTo; line += 1) push(line);
    if (again > upTo) rows.push({ kind: 'gap', skipped: again - upTo });
    for (let line = again; line < to; line += 1) push(line);
  };
  const push = (line: number) =>
    rows.push({ kind: 'same', parts: plain(a[line] ?? ''), before: line + 1, after: line + 1 + shift });
  for (const { fromA, toA, fromB, toB } of diff(a, b)) {
    same(at, fromA, rows.length ? AROUND : 0, AROUND);
    const [removed, added] = within(a.slice(fromA, toA), b.slice(fromB, toB));
    for (const [index, parts] of removed.entries()) rows.push({ kind: 'removed', parts, before: fromA + index + 1 });
    for (const [index, parts] of added.entries()) rows.push({ kind: 'added', parts, after: fromB + index + 1 });
    at = toA;
    shift = toB - toA;
  }
  if (rows.length) same(at, a.length, AROUND, 0);
  return rows;
}

/** The lines of both sides, with what differs in those that stand for each other. */
function within(removed: string[], added: string[]): [Part[][], Part[][]] {
  const pairs = removed.length === added.length;
  const both = removed.map((line, index) => {
    const other = added[index] ?? '';
    const short = line.length < LONGEST && other.length < LONGEST;
    return pairs && short ? inLine(bare(line), bare(other)) : undefined;
  });
  const whole = (text: string): Part[] => [{ text: bare(text), changed: false }];
  return [
    removed.map((line, index) => both[index]?.[0] ?? whole(line)),
    added.map((line, index) => both[index]?.[1] ?? whole(line)),
  ];
}

/** Two versions of a line; nothing when they have too little in common for the marks to help. */
function inLine(before: string, after: string): [Part[], Part[]] | undefined {
  const [a, b, changes] = changesOf(before, after);
  const kept = a.length - changes.reduce((sum, { fromA, toA }) => sum + toA - fromA, 0);
  return kept * 3 < Math.max(a.length, b.length) ? undefined : bothOf(a, b, changes);
}

/** Two short texts, each with what differs from the other. */
export function sides(one: string, other: string): [Part[], Part[]] {
  return bothOf(...changesOf(one, other));
}

type Compared = [a: string[], b: string[], changes: Change[]];

function changesOf(before: string, after: string): Compared {
  const [a, b] = [words(before), words(after)];
  return [a, b, diff(a, b)];
}

function bothOf(...[a, b, changes]: Compared): [Part[], Part[]] {
  return [
    parts(a, changes.map(({ fromA, toA }) => [fromA, toA])),
    parts(b, changes.map(({ fromB, toB }) => [fromB, toB])),
  ];
}

function parts(pieces: string[], ranges: [from: number, to: number][]): Part[] {
  const found: Part[] = [];
  let at = 0;
  for (const [from, to] of ranges) {
    found.push({ text: pieces.slice(at, from).join(''), changed: false });
    found.push({ text: pieces.slice(from, to).join(''), changed: true });
    at = to;
  }
  found.push({ text: pieces.slice(at).join(''), changed: false });
  return found.filter(({ text }) => text);
}

function bare(line: string): string {
  return line.endsWith('\n') ? line.slice(0, -1) : line;
}
