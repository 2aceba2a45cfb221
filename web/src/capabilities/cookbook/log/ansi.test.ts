import { expect, test } from 'vitest';
import { pieces, plain, runs } from './ansi';

test('text is what a terminal would show', () => {
  expect(plain('plain')).toBe('plain');
  expect(plain('\x1b[32mINFO\x1b[0m ready')).toBe('INFO ready');
  expect(plain('\x1b]0;title\x07text\x1b[2K\x1b(B')).toBe('text');
  expect(plain('10 %\r50 %\r100 %\r')).toBe('100 %');
  expect(plain('bell\x07 and back\x08')).toBe('bell and back');
  expect(plain('<b>&amp;</b>')).toBe('<b>&amp;</b>');
  expect(plain('a\tb')).toBe('a\tb');
});

test('colours become names, and end where they are said to', () => {
  expect(runs('\x1b[1;31mERROR\x1b[22m red\x1b[39m none')).toEqual([
    { text: 'ERROR', style: 'red bold' },
    { text: ' red', style: 'red' },
    { text: ' none', style: '' },
  ]);
  expect(runs('\x1b[38;5;196mnumbered\x1b[m \x1b[38;2;1;2;3;92mgreen')).toEqual([
    { text: 'numbered', style: '' },
    { text: ' ', style: '' },
    { text: 'green', style: 'green' },
  ]);
});

test('runs are all of the text', () => {
  for (const line of ['', 'a', '\x1b[31', 'x\x1b[31my\x1b[0;1mz\r', '\x1b[31m\x1b[0m', '\x1bP\x1b\\q']) {
    expect(runs(line).map(({ text }) => text).join('')).toBe(plain(line));
  }
});

test('what is looked for is found across colours, in whatever case', () => {
  expect(pieces('\x1b[31mOut of\x1b[0m Memory, out of memory', 'out of memory').map(({ text, found }) => [text, found])).toEqual([
    ['Out of', true],
    [' Memory', true],
    [', ', false],
    ['out of memory', true],
  ]);
  expect(pieces('nothing here', 'x')).toEqual([{ text: 'nothing here', style: '', found: false }]);
  expect(pieces('any', '')).toEqual([{ text: 'any', style: '', found: false }]);
});
