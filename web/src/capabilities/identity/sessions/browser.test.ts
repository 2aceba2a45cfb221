import { expect, test } from 'vitest';
import { browserName, isHandheld } from './browser';

const known: [string, string][] = [
  ['Mozilla/5.0 (X11; Linux x86_64; rv:146.0) Gecko/20100101 Firefox/146.0', 'Firefox on Linux'],
  ['Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/143.0.0.0 Safari/537.36 Edg/143.0.0.0', 'Edge on Windows'],
  ['Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.0 Safari/605.1.15', 'Safari on a Mac'],
  ['Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) CriOS/143.0 Mobile/15E148 Safari/604.1', 'Chrome on iPhone'],
  ['Mozilla/5.0 (Linux; Android 15; Pixel 9) AppleWebKit/537.36 (KHTML, like Gecko) SamsungBrowser/28.0 Chrome/130.0.0.0 Mobile Safari/537.36', 'Samsung Internet on Android'],
  ['curl/8.7.1', 'curl/8.7.1'],
  ['x'.repeat(200), `${'x'.repeat(40)}…`],
  ['  ', 'A browser that does not say its name'],
];

test.for(known)('%s', ([userAgent, name]) => expect(browserName(userAgent)).toBe(name));

test('phones and tablets are known as such', () => {
  expect(known.filter(([userAgent]) => isHandheld(userAgent)).map(([, name]) => name)).toEqual([
    'Chrome on iPhone',
    'Samsung Internet on Android',
  ]);
});
