import { createServer } from 'node:net';

/** So many ports each of the workers has, which tell stories at the same time. */
const EACH = 1000;
let last = process.pid;

/**
 * A port that nobody listens on, for a program that is started later: none that the system gives out by itself, to whoever
 * connects somewhere, and none of another worker's.
 */
export async function freePort(): Promise<number> {
  const first = 12_000 + (Number(process.env.VITEST_POOL_ID ?? 0) % 8) * EACH;
  for (;;) {
    last += 1;
    const port = first + (last % EACH);
    if (await isFree(port)) return port;
  }
}

function isFree(port: number): Promise<boolean> {
  const server = createServer();
  return new Promise((resolve) => {
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}
