/**
 * What differs between two texts, after E. W. Myers, "An O(ND) Difference Algorithm and Its Variations"
 * (1986): the fewest pieces to take away and to add.
 */

/** A stretch that differs: `[fromA, toA)` of the one stands where `[fromB, toB)` of the other does. */
export interface Change {
  fromA: number;
  toA: number;
  fromB: number;
  toB: number;
}

/** With more differences than this the rest is one change: the search takes their square in memory. */
const MOST = 1500;

/** A text as lines with their breaks. */
export function lines(text: string): string[] {
  return text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
}

/** A text as words, spaces, breaks and single signs. */
export function words(text: string): string[] {
  return text.match(/\n|[^\S\n]+|[\p{L}\p{M}\p{N}_]+|./gsu) ?? [];
}

/** The differences of two lists of pieces, in order. */
export function diff(a: readonly string[], b: readonly string[]): Change[] {
  let head = 0;
  while (head < a.length && head < b.length && a[head] === b[head]) head += 1;
  let tail = 0;
  const room = Math.min(a.length, b.length) - head;
  while (tail < room && a[a.length - 1 - tail] === b[b.length - 1 - tail]) tail += 1;
  const middle = between(numbered(a.slice(head, a.length - tail), b.slice(head, b.length - tail)));
  return middle.map((change) => ({
    fromA: change.fromA + head,
    toA: change.toA + head,
    fromB: change.fromB + head,
    toB: change.toB + head,
  }));
}

/** The pieces as numbers, which compare faster than strings. */
function numbered(a: readonly string[], b: readonly string[]): [Int32Array, Int32Array] {
  const numbers = new Map<string, number>();
  const number = (piece: string) => {
    const known = numbers.get(piece) ?? numbers.size;
    numbers.set(piece, known);
    return known;
  };
  return [Int32Array.from(a, number), Int32Array.from(b, number)];
}

function between([a, b]: [Int32Array, Int32Array]): Change[] {
  if (!a.length && !b.length) return [];
  const whole = [{ fromA: 0, toA: a.length, fromB: 0, toB: b.length }];
  if (!a.length || !b.length) return whole;
  const trace = walk(a, b);
  return trace ? back(trace, a.length, b.length) : whole;
}

/** How far each diagonal reaches after each number of differences; nothing when there are too many. */
function walk(a: Int32Array, b: Int32Array): Int32Array[] | undefined {
  const most = Math.min(MOST, a.length + b.length);
  const reach = new Int32Array(2 * most + 3);
  const at = (diagonal: number) => reach[diagonal + most + 1] ?? 0;
  const trace: Int32Array[] = [];
  for (let differences = 0; differences <= most; differences += 1) {
    trace.push(reach.slice(most + 1 - differences, most + 2 + differences));
    for (let diagonal = -differences; diagonal <= differences; diagonal += 2) {
      const down = diagonal === -differences || (diagonal !== differences && at(diagonal - 1) < at(diagonal + 1));
      let x = down ? at(diagonal + 1) : at(diagonal - 1) + 1;
      let y = x - diagonal;
      while (x < a.length && y < b.length && a[x] === b[y]) {
        x += 1;
        y += 1;
      }
      reach[diagonal + most + 1] = x;
      if (x >= a.length && y >= b.length) return trace;
    }
  }
  return undefined;
}

/** The way that the walk took, from its end. */
function back(trace: Int32Array[], endA: number, endB: number): Change[] {
  const changes: Change[] = [];
  let [x, y] = [endA, endB];
  for (let differences = trace.length - 1; differences > 0; differences -= 1) {
    const reach = trace[differences];
    const at = (diagonal: number) => reach?.[diagonal + differences] ?? 0;
    const diagonal = x - y;
    const down = diagonal === -differences || (diagonal !== differences && at(diagonal - 1) < at(diagonal + 1));
    const fromX = at(down ? diagonal + 1 : diagonal - 1);
    const fromY = fromX - (down ? diagonal + 1 : diagonal - 1);
    const [toX, toY] = down ? [fromX, fromY + 1] : [fromX + 1, fromY];
    const next = changes.at(-1);
    if (next && next.fromA === toX && next.fromB === toY) [next.fromA, next.fromB] = [fromX, fromY];
    else changes.push({ fromA: fromX, toA: toX, fromB: fromY, toB: toY });
    [x, y] = [fromX, fromY];
  }
  return changes.reverse();
}
