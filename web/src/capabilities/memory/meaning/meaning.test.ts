import { expect, test } from 'vitest';
import { type Filled, inputOf, leavesMachine } from './meaning';

const filled: Filled = {
  by: 'endpoint',
  folder: '/models/a',
  url: 'http://127.0.0.1:8080/v1',
  model: 'm',
  key: '',
  withoutKey: false,
  least: '0,4',
};

test('only what belongs to the choice is sent', () => {
  expect(inputOf({ ...filled, by: 'off' })).toEqual({ by: 'off' });
  expect(inputOf({ ...filled, by: 'folder', least: ' ' })).toEqual({ by: 'folder', folder: '/models/a', least: undefined });
});

test('a key stays, is replaced, or is taken away', () => {
  expect(inputOf(filled)).toEqual({ by: 'endpoint', url: filled.url, model: 'm', least: 0.4 });
  expect(inputOf({ ...filled, key: ' new ' })).toMatchObject({ api_key: 'new' });
  expect(inputOf({ ...filled, withoutKey: true })).toMatchObject({ api_key: '' });
});

test.each([
  ['http://127.0.0.1:8080/v1', false],
  ['http://localhost/v1', false],
  ['http://[::1]:8080', false],
  ['https://api.example.org/v1', true],
  ['http://192.168.1.5/v1', true],
  ['http', false],
])('%s leaves the machine: %s', (url, leaves) => {
  expect(leavesMachine(url)).toBe(leaves);
});
