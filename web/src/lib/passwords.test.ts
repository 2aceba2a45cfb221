import { expect, test } from 'vitest';
import { randomLetters, randomPassword, strength } from './passwords';

test('nothing is said of nothing, and what the server refuses is counted', () => {
  expect(strength('')).toBeUndefined();
  expect(strength('abc')).toEqual({ level: 0, words: '5 more characters at least.' });
  expect(strength('abcdefé')).toEqual({ level: 0, words: 'One more character at least.' });
});

test.for(['password1234', '!!Password!!', 'aaaaaaaaaaaaaaaaaaaa', '1234567890123', 'qwertyuiop', '9876543210', 'ANNIKA-1987'])(
  '%s is easily guessed',
  (password) => expect(strength(password, ['annika'])?.words).toContain('Easily guessed'),
);

test('length is what counts', () => {
  expect(strength('k3?xwqpz')?.level).toBe(1);
  expect(strength('k3?xwqpz1b,m')?.level).toBe(2);
  expect(strength('correct horse battery')?.level).toBe(3);
});

test('what is made is good, and another one each time', () => {
  expect(strength(randomPassword())?.level).toBe(3);
  expect(randomPassword()).toMatch(/^([2-9a-z]{5}-){3}[2-9a-z]{5}$/);
  expect(new Set(Array.from({ length: 100 }, randomPassword)).size).toBe(100);
  expect(randomLetters(24)).toHaveLength(24);
});
