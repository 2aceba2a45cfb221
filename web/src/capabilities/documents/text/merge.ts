import { diff, lines, words, type Change } from './diff';

/** A part of a merged text: settled, or changed by both in ways that exclude each other. */
export type Piece = { text: string } | { base: string; mine: string; theirs: string };

/** Whether the person has to choose here. */
export function isClash(piece: Piece): piece is Extract<Piece, { mine: string }> {
  return 'mine' in piece;
}

/**
 * Merges what two have made of one text. Changes in different lines go together; where both changed the same
 * lines, changes of different words do.
 */
export function merge(base: string, mine: string, theirs: string): Piece[] {
  const found = pieces(lines(base), lines(mine), lines(theirs)).flatMap((piece) =>
    isClash(piece) ? inWords(piece) : [piece],
  );
  return joined(found);
}

/** The merged text, when nobody has to choose. */
export function settled(found: Piece[]): string | undefined {
  const texts = found.map((piece) => (isClash(piece) ? undefined : piece.text));
  return texts.includes(undefined) ? undefined : texts.join('');
}

/** A line is read as one: if its words do not go together, the whole of it is to be chosen. */
function inWords(clash: Extract<Piece, { mine: string }>): Piece[] {
  const finer = pieces(words(clash.base), words(clash.mine), words(clash.theirs));
  return finer.some(isClash) ? [clash] : finer;
}

/** One of the two sides, read along the base. */
class Side {
  #next = 0;
  #shift = 0;

  constructor(
    readonly changes: Change[],
    readonly text: readonly string[],
  ) {}

  get next(): Change | undefined {
    return this.changes[this.#next];
  }

  /** Takes the next change; how much further the side has grown by it. */
  take(): void {
    const { next } = this;
    if (next) this.#shift = next.toB - next.toA;
    this.#next += 1;
  }

  /** What stands here where the base has `[from, to)`; `from` counts by the shift before, `to` by the one after. */
  between(from: number, shiftBefore: number, to: number): string {
    return this.text.slice(from + shiftBefore, to + this.#shift).join('');
  }

  get shift(): number {
    return this.#shift;
  }
}

function pieces(base: readonly string[], mine: readonly string[], theirs: readonly string[]): Piece[] {
  const sides = [new Side(diff(base, mine), mine), new Side(diff(base, theirs), theirs)] as const;
  const found: Piece[] = [];
  let at = 0;
  for (;;) {
    const starts = sides.map((side) => side.next?.fromA ?? Infinity);
    const from = Math.min(...starts);
    if (from === Infinity) break;
    found.push({ text: base.slice(at, from).join('') });
    const before = sides.map((side) => side.shift);
    const changed = [false, false];
    let to = from;
    // Changes that touch one another belong together.
    for (let grows = true; grows; ) {
      grows = false;
      for (const [index, side] of sides.entries()) {
        while (side.next && side.next.fromA <= to) {
          to = Math.max(to, side.next.toA);
          side.take();
          changed[index] = true;
          grows = true;
        }
      }
    }
    const [own, other] = sides.map((side, index) => side.between(from, before[index] ?? 0, to));
    found.push(choice(base.slice(from, to).join(''), own ?? '', other ?? '', changed));
    at = to;
  }
  found.push({ text: base.slice(at).join('') });
  return found;
}

function choice(base: string, mine: string, theirs: string, [byMe, byThem]: boolean[]): Piece {
  if (mine === theirs || !byThem) return { text: mine };
  if (!byMe) return { text: theirs };
  return { base, mine, theirs };
}

/** Settled parts that follow each other are one. */
function joined(found: Piece[]): Piece[] {
  const parts: Piece[] = [];
  for (const piece of found) {
    const last = parts.at(-1);
    if (!isClash(piece) && last && !isClash(last)) last.text += piece.text;
    else if (isClash(piece) || piece.text) parts.push({ ...piece });
  }
  return parts;
}
