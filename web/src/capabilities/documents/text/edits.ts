import { diff, lines } from './diff';

/** What replaces a part of a text; places count in the text as it was. */
export interface Edit {
  from: number;
  to: number;
  insert: string;
}

/** The edits that make `after` of `before`, each as small as its lines allow, so that a cursor between them stays. */
export function edits(before: string, after: string): Edit[] {
  const [a, b] = [lines(before), lines(after)];
  let [line, place] = [0, 0];
  return diff(a, b).map(({ fromA, toA, fromB, toB }) => {
    for (; line < fromA; line += 1) place += a[line]?.length ?? 0;
    return trimmed(place, a.slice(fromA, toA).join(''), b.slice(fromB, toB).join(''));
  });
}

/** Applies edits to a text. */
export function applied(text: string, changes: Edit[]): string {
  let [result, at] = ['', 0];
  for (const { from, to, insert } of changes) {
    result += text.slice(at, from) + insert;
    at = to;
  }
  return result + text.slice(at);
}

function trimmed(at: number, old: string, insert: string): Edit {
  const room = Math.min(old.length, insert.length);
  let head = 0;
  while (head < room && old[head] === insert[head]) head += 1;
  let tail = 0;
  while (tail < room - head && old[old.length - 1 - tail] === insert[insert.length - 1 - tail]) tail += 1;
  return { from: at + head, to: at + old.length - tail, insert: insert.slice(head, insert.length - tail) };
}
