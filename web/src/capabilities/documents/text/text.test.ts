import { describe, expect, test } from 'vitest';
import { breakOf, ownBreaks, plainBreaks } from './breaks';
import { diff, lines, words } from './diff';
import { applied, edits } from './edits';
import { marked } from './marks';
import { isClash, merge, settled } from './merge';
import { gist, plainSnippet } from './plain';
import { compare } from './rows';

/** Texts of few words, so that they have much in common: the same ones in every run. */
function* texts(count: number): Generator<[string, string, string]> {
  let seed = 7;
  const random = (below: number) => {
    seed = (seed * 1103515245 + 12345) % 2147483648;
    return Math.floor((seed / 2147483648) * below);
  };
  const text = () => Array.from({ length: random(12) }, () => ['a', 'b', 'c d', '', 'ä\u{1F600}'][random(5)]).join('\n');
  for (let at = 0; at < count; at += 1) yield [text(), text(), text()];
}

describe('differences', () => {
  test('lines and words are all of a text', () => {
    for (const [text] of texts(100)) {
      expect(lines(text).join('')).toBe(text);
      expect(words(text).join('')).toBe(text);
    }
  });

  test('are the fewest, and in order', () => {
    expect(diff([...'abcabba'], [...'cbabac'])).toHaveLength(4);
    expect(diff([...'ab'], [...'ab'])).toEqual([]);
    expect(diff([], ['a'])).toEqual([{ fromA: 0, toA: 0, fromB: 0, toB: 1 }]);
  });

  test('edits make one text of the other', () => {
    for (const [before, after] of texts(500)) expect(applied(before, edits(before, after))).toBe(after);
    expect(edits('one\ntwo three\n', 'one\ntwo 2 three\n')).toEqual([{ from: 8, to: 8, insert: '2 ' }]);
  });

  test('of texts with nothing in common are one', () => {
    const [a, b] = ['a', 'b'].map((sign) => Array.from({ length: 20_000 }, (_, at) => `${sign}${at}\n`).join(''));
    expect(edits(a ?? '', b ?? '')).toHaveLength(1);
    expect(applied(a ?? '', edits(a ?? '', b ?? ''))).toBe(b);
  });

  test('are shown with a few lines around them, and the words that changed', () => {
    const before = Array.from({ length: 20 }, (_, at) => `line ${at}\n`).join('');
    const rows = compare(before, before.replace('line 10', 'row 10'));
    expect(rows.map(({ kind }) => kind).join(' ')).toBe('gap same same same removed added same same same gap');
    expect(rows[4]).toEqual({
      kind: 'removed',
      before: 11,
      parts: [
        { text: 'line', changed: true },
        { text: ' 10', changed: false },
      ],
    });
    expect(rows[5]).toMatchObject({ kind: 'added', after: 11 });
    expect(rows[0]).toEqual({ kind: 'gap', skipped: 7 });
    expect(compare('a', 'a')).toEqual([]);
  });
});

describe('merging', () => {
  const base = 'Title\n\nFirst line.\nSecond line.\nThird line.\n';

  test('takes changes of different places together', () => {
    const mine = base.replace('First', 'Very first');
    const theirs = `${base}Fourth line.\n`;
    expect(settled(merge(base, mine, theirs))).toBe(`${mine}Fourth line.\n`);
  });

  test('takes changes of different words of one line together', () => {
    const text = 'The quick brown fox jumps over the lazy dog.';
    const found = merge(text, text.replace('quick', 'slow'), text.replace('lazy', 'busy'));
    expect(settled(found)).toBe('The slow brown fox jumps over the busy dog.');
  });

  test('has the person choose where both changed the same', () => {
    const found = merge(base, base.replace('Second', 'My'), base.replace('Second', 'Their').replace('Third', '3rd'));
    expect(settled(found)).toBeUndefined();
    expect(found.filter(isClash)).toEqual([
      { base: 'Second line.\nThird line.\n', mine: 'My line.\nThird line.\n', theirs: 'Their line.\n3rd line.\n' },
    ]);
    const choose = (side: 'mine' | 'theirs') => found.map((piece) => (isClash(piece) ? piece[side] : piece.text)).join('');
    expect(choose('mine')).toBe(base.replace('Second', 'My'));
  });

  test('loses nothing, whatever is merged', () => {
    for (const [one, mine, theirs] of texts(500)) {
      const side = (name: 'base' | 'mine' | 'theirs') => merge(one, mine, theirs).map((p) => (isClash(p) ? p[name] : p.text)).join('');
      expect(settled(merge(one, mine, one))).toBe(mine);
      expect(settled(merge(one, one, theirs))).toBe(theirs);
      expect(settled(merge(one, mine, mine))).toBe(mine);
      if (!merge(one, mine, theirs).some(isClash)) expect(side('mine')).toBe(side('theirs'));
    }
  });
});

describe('texts in lists', () => {
  test('marks count characters, not UTF-16 units', () => {
    expect(marked('😀 find me', [[2, 6]])).toEqual([
      { text: '😀 ', changed: false },
      { text: 'find', changed: true },
      { text: ' me', changed: false },
    ]);
  });

  test('the gist of a text is its words', () => {
    expect(gist('# Plan\n\n- [ ] **Buy** [milk](https://a.b)\n> `now`', 'Plan')).toBe('Buy milk now');
    expect(gist('a * b - c', 'x')).toBe('a * b - c');
  });

  test.for([
    ['# Boat ## To do - [x] **Paint** it - [ ] Buy [rope](https://a.b) …', 'To do Paint it Buy rope …'],
    ['…- [x] Paint the #3 of `C#` ## Later…', '… Paint the #3 of C# Later…'],
    ['- a - b * c > d', 'a - b * c > d'],
    ['Boat', ''],
  ] as const)('of the snippet %s plain words are left', ([snippet, left]) => {
    expect(plainSnippet(snippet, 'Boat')).toBe(left);
  });
});

test('line breaks of other systems come back as they were', () => {
  const windows = 'a\r\nb\r\n';
  expect(ownBreaks(plainBreaks(windows), breakOf(windows))).toBe(windows);
  expect(breakOf('a\r\nb\n')).toBe('\n');
  expect(plainBreaks('a\r\nb\rc\n')).toBe('a\nb\nc\n');
});
