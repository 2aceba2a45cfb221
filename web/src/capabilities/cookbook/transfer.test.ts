import { expect, test } from 'vitest';
import { transferOf } from './transfer';

const NOTHING = { done_bytes: null, total_bytes: null, percent: null, rate: null, eta_seconds: null, file: null };

test.each([
  [{}, []],
  [{ percent: 12, file: 'a.safetensors' }, []],
  [{ done_bytes: 1_210_000_000, total_bytes: 4_700_000_000, rate: 38_200_000, eta_seconds: 125 }, ['1.2 of 4.7 GB', '38.2 MB/s', '2 min left']],
  [{ done_bytes: 345_000_000, total_bytes: 4_700_000_000, rate: 900 }, ['345 MB of 4.7 GB', '900 bytes/s']],
  [{ done_bytes: 0, total_bytes: 11_000, rate: 0, eta_seconds: 0 }, ['0 bytes of 11 kB']],
  [{ done_bytes: 52_400_000 }, ['52.4 MB']],
  [{ total_bytes: 16_900_000 }, ['16.9 MB']],
  [{ done_bytes: 16_900_000, total_bytes: 16_900_000, eta_seconds: 45 }, ['16.9 of 16.9 MB', '45 s left']],
])('how far a download is: %o', (known, figures) => {
  expect(transferOf({ ...NOTHING, ...known })).toEqual(figures);
});
