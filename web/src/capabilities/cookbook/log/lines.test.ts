import { expect, test } from 'vitest';
import { type Chunk, grown, type Line, lineAt, linesOf, MOST } from './lines';

/** The lines after these pieces, which follow each other. */
function after(...texts: string[]): { lines: Line[]; open: boolean } {
  let state: { lines: Line[]; open: boolean } = { lines: [], open: false };
  let at = 0;
  for (const text of texts) {
    const to = at + new TextEncoder().encode(text).length;
    state = grown(state.lines, { text, from: at, to }, state.open);
    at = to;
  }
  return state;
}

const told = (lines: readonly Line[]) => lines.map(({ raw, offset }) => [raw, offset]);

test('lines are the same however the log was cut', () => {
  const log = 'one\n\ntwo ü\nthree';
  const whole = told(after(log).lines);
  expect(whole).toEqual([
    ['one', 0],
    ['', 4],
    ['two ü', 5],
    ['three', 12],
  ]);
  for (let at = 1; at < log.length; at += 1) expect(told(after(log.slice(0, at), log.slice(at)).lines)).toEqual(whole);
  expect(told(after(...log).lines)).toEqual(whole);
});

test('a line that grows keeps its key', () => {
  const { lines, open } = after('10 %');
  const more = grown(lines, { text: '\r50 %', from: 4, to: 9 }, open);
  expect(more.lines.map(({ key }) => key)).toEqual(lines.map(({ key }) => key));
  expect(more.lines[0]?.raw).toBe('10 %\r50 %');
});

test('another log begins anew, and what was left out is told', () => {
  const { lines, open } = after('old\nhal');
  const restart: Chunk = { text: 'new\n', from: 0, to: 4, restarted: true };
  expect(told(grown(lines, restart, open).lines)).toEqual([['new', 0]]);
  const gap: Chunk = { text: 'late\n', from: 1000, to: 1005, left_out: 993 };
  expect(told(grown(lines, gap, open).lines).slice(1)).toEqual([
    ['hal', 4],
    ['… 993 bytes left out', 7],
    ['late', 1000],
  ]);
});

test('the oldest lines go', () => {
  const { lines } = after('x\n'.repeat(MOST), 'y\n');
  expect(lines).toHaveLength(MOST);
  expect(lines.at(-1)?.raw).toBe('y');
});

test('a byte is in a line', () => {
  const { lines } = after('one\ntwo\n');
  expect([0, 3, 4, 99].map((offset) => lineAt(lines, offset))).toEqual([0, 0, 1, 1]);
  expect(lineAt(lines.slice(1), 2)).toBeUndefined();
});

test('of a piece that stands alone the first lines are shown, of a log that grows the last', () => {
  const text = Array.from({ length: MOST + 2 }, (_, at) => `${at}\n`).join('');
  const piece = { text, from: 0, to: text.length };
  expect(linesOf(piece).length).toBe(MOST);
  expect(linesOf(piece)[0]?.raw).toBe('0');
  expect(grown([], piece, false).lines[0]?.raw).toBe('2');
});
