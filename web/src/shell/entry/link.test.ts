import { expect, test } from 'vitest';
import { tokenIn } from './link';

const token = 'Zt0vJ0v5rXcQm3u8o1qkq2mG5lZy6nV4w-Hs9_aBcDe';

test.for([token, ` ${token}\n`, `http://127.0.0.1:7000/setup?token=${token}`, `  Open http://a.example/setup?token=${token} now`])(
  'the token is found in %j',
  (text) => expect(tokenIn(text)).toBe(token),
);

test.for(['', 'abc', 'http://127.0.0.1:7000/setup', 'what the server printed'])('there is none in %j', (text) =>
  expect(tokenIn(text)).toBeUndefined(),
);
