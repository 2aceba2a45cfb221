import { writeFileSync } from 'node:fs';
import type { CDPSession, Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { open, useHouse } from './support';
import type { Person } from './support';

// What `cargo xtask bench` asks the browser: raw numbers, as JSON in the file that ODYSSEUS_FIGURES names.

const LOADS = 15;
const TODOS = 10_000;
const KEYS = 40;

const house = useHouse();

test('the figures of the web app', { timeout: 600_000 }, async () => {
  const file = process.env.ODYSSEUS_FIGURES;
  if (!file) throw new Error('ODYSSEUS_FIGURES names no file');
  const few = await loads();
  await fill(house.admin);
  const many = await loads();
  const typing = await keys();
  expect(few.foreign + many.foreign, 'requests to other hosts').toBe(0);
  writeFileSync(file, JSON.stringify({ few, many, typing }));
});

interface Loads {
  /** Bytes over the wire, with the headers of answers: the most of all loads. */
  bytes: number;
  requests: number;
  foreign: number;
  /** Milliseconds from the navigation until the first field can be typed into. */
  interactive: number[];
  /** Milliseconds until the list is there: a row, or the words that there is none. */
  listed: number[];
}

/** Opens the app as a browser does that has never seen it. */
async function loads(): Promise<Loads> {
  const all: Loads = { bytes: 0, requests: 0, foreign: 0, interactive: [], listed: [] };
  for (let load = 0; load < LOADS; load += 1) {
    const page = await open(house);
    const wire = await Wire.of(page);
    await page.addInitScript(note);
    await page.goto('/todos');
    const times = await (await page.waitForFunction(() => {
      const { interactive, listed } = globalThis as { interactive?: number; listed?: number };
      return interactive && listed ? { interactive, listed } : undefined;
    })).jsonValue();
    await page.waitForLoadState('load');
    all.bytes = Math.max(all.bytes, wire.bytes);
    all.requests = Math.max(all.requests, wire.requests);
    all.foreign += wire.foreign;
    all.interactive.push(times?.interactive ?? Number.NaN);
    all.listed.push(times?.listed ?? Number.NaN);
    await page.context().close();
  }
  return all;
}

/** Notes when there is a field, and when there is a list. Runs in the page, before anything of it. */
function note(): void {
  const times = globalThis as { interactive?: number; listed?: number };
  const look = () => {
    if (document.querySelector('main input, main textarea')) times.interactive ??= performance.now();
    if (document.querySelector('main [data-key], main .empty')) times.listed ??= performance.now();
    if (times.interactive === undefined || times.listed === undefined) requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
}

/** What goes over the wire for a page until it is asked. */
class Wire {
  bytes = 0;
  requests = 0;
  foreign = 0;

  static async of(page: Page): Promise<Wire> {
    const wire = new Wire();
    const session: CDPSession = await page.context().newCDPSession(page);
    await session.send('Network.enable');
    session.on('Network.requestWillBeSent', ({ request }) => {
      wire.requests += 1;
      if (!request.url.startsWith(house.url) && !request.url.startsWith('data:')) wire.foreign += 1;
    });
    session.on('Network.loadingFinished', ({ encodedDataLength }) => (wire.bytes += encodedDataLength));
    return wire;
  }
}

/** Adds todos, a tenth of them due. */
async function fill(person: Person): Promise<void> {
  const one = (number: number) => {
    const due_date = number % 10 === 0 ? new Date(Date.now() + number * 3_600_000).toISOString() : undefined;
    return person.api('POST', '/api/todos', { title: `Call dentist number ${number}`, due_date });
  };
  for (let from = 0; from < TODOS; from += 50) {
    await Promise.all(Array.from({ length: 50 }, (_, at) => one(from + at)));
  }
}

/** Milliseconds from a key in the quick add until the browser has drawn it, with all todos on the page. */
async function keys(): Promise<number[]> {
  const page = await open(house, { path: '/todos' });
  const field = page.locator('main input, main textarea').first();
  await page.locator('main [data-key]').first().waitFor();
  await field.focus();
  await page.evaluate(() => {
    const drawn: number[] = ((globalThis as { drawn?: number[] }).drawn = []);
    const note = ({ timeStamp }: KeyboardEvent) =>
      requestAnimationFrame(() => setTimeout(() => drawn.push(performance.now() - timeStamp)));
    addEventListener('keydown', note, true);
  });
  for (let key = 1; key <= KEYS; key += 1) {
    await page.keyboard.press('x');
    await page.waitForFunction((count) => (globalThis as { drawn?: number[] }).drawn?.length === count, key);
  }
  return page.evaluate(() => (globalThis as { drawn?: number[] }).drawn ?? []);
}
