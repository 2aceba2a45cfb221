import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { accessible, allow, open, pair, shot, useHouse } from '../../../../e2e/support';
import { rowOf } from '../memory.story';

const house = useHouse();
const KEY = 'a key that is not shown';

let server: Server;
let url = '';
const keys = new Set<string | undefined>();

/** A model of three meanings. */
function vector(text: string): number[] {
  return [/allerg|nuts/i, /music|cello/i, /./].map((meaning, at, all) => {
    const first = all.findIndex((other) => other.test(text));
    return first === at && meaning ? 1 : 0;
  });
}

beforeAll(async () => {
  server = createServer((request, response) => {
    keys.add(request.headers.authorization);
    let body = '';
    request.on('data', (part: string) => (body += part));
    request.on('end', () => {
      const { input } = JSON.parse(body) as { input: string[] };
      const data = input.map((text, index) => ({ index, embedding: vector(text) }));
      response.setHeader('content-type', 'application/json').end(JSON.stringify({ data }));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`;
});
afterAll(() => void server.close());

test.for(pair)('search by meaning is tried, set up, used and switched off ($name)', async (view) => {
  const page = await open(house, { ...view, path: '/settings/meaning' });
  for (const text of ['No nuts for me, please', 'Plays the cello']) await house.admin.api('POST', '/api/memory', { text });
  await page.getByRole('radio', { name: 'Off' }).waitFor();
  await accessible(page);
  await shot(page, 'meaning');

  allow(page, 'status of 400');
  await page.getByRole('radio', { name: 'A model on this machine' }).check();
  await page.getByLabel('Folder', { exact: true }).fill('/no/such/model');
  await page.getByRole('button', { name: 'Save' }).click();
  const wrong = page.getByLabel('Folder', { exact: true });
  await expect.poll(() => wrong.getAttribute('aria-invalid')).toBe('true');
  await expect.poll(() => wrong.inputValue()).toBe('/no/such/model');
  await accessible(page);
  await shot(page, 'meaning-refused');

  await page.getByRole('radio', { name: 'A server' }).check();
  await page.getByLabel('Address', { exact: true }).fill('http://models.example/v1');
  await page.getByText('That is another machine').waitFor();
  await page.getByLabel('Address', { exact: true }).fill(url);
  await page.getByText('That is another machine').waitFor({ state: 'detached' });
  await page.getByLabel('Model', { exact: true }).fill('three-meanings');
  await page.getByLabel('API key', { exact: true }).fill(KEY);
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('On: 2 facts have been read.').waitFor();
  expect(keys).toContain(`Bearer ${KEY}`);
  await expect.poll(() => page.getByLabel('API key', { exact: true }).inputValue()).toBe('');
  expect(await page.content()).not.toContain(KEY);
  await accessible(page);
  await shot(page, 'meaning-on');

  await page.goto('/memory?q=what am I allergic to');
  await rowOf(page, 'No nuts').waitFor();
  await page.getByText('1 fact found, by words and meaning.').waitFor();

  await page.goto('/settings/meaning');
  await page.getByRole('radio', { name: 'A server' }).waitFor();
  await expect.poll(() => page.getByLabel('Address', { exact: true }).inputValue()).toBe(url);
  await page.getByRole('radio', { name: 'Off' }).check();
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('Search by meaning is off').waitFor();
});

test('who does not run this Odysseus does not find it', async () => {
  const page = await open(house, { as: await house.person(), path: '/settings/meaning' });
  await page.getByText('There is no such setting').waitFor();
});
