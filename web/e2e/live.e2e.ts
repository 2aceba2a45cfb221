import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { House, type Person, allow, open, useHouse } from './support';

const house = useHouse();

const bell = (page: Page, name: string | RegExp) => page.getByRole('button', { name, exact: typeof name === 'string' });

async function tabs(house: House, person: Person, count: number): Promise<Page[]> {
  const pages = [await open(house, { as: person, path: '/todos' })];
  const context = pages[0]?.context();
  while (context && pages.length < count) {
    const page = await context.newPage();
    await page.goto('/todos');
    pages.push(page);
  }
  for (const page of pages) {
    await page.getByText('Nothing to do yet').waitFor();
    await bell(page, /^Notifications/).waitFor();
  }
  return pages;
}

/** Something that is told live. */
async function happen(person: Person, title: string): Promise<void> {
  await person.api('POST', '/api/todos', { title, due_date: new Date(Date.now() + 500).toISOString() });
}

test('seven tabs hear of everything over one connection, and their calls go through', async () => {
  const person = await house.person();
  const pages = await tabs(house, person, 7);
  await happen(person, 'Call dentist');
  for (const page of pages) await bell(page, 'Notifications, 1 not read').waitFor();
  const last = pages.at(-1);
  await expect.poll(() => last?.evaluate(async () => (await fetch('/api/account')).status)).toBe(200);
});

test('the next tab listens when the one that did is closed, or sleeps', async () => {
  const person = await house.person();
  const [first, second, third] = await tabs(house, person, 3);
  if (!first || !second || !third) throw new Error('too few tabs');
  await first.close();
  await happen(person, 'Call dentist');
  for (const page of [second, third]) await bell(page, 'Notifications, 1 not read').waitFor();

  // A tab that sleeps keeps its turn, and does nothing with it.
  allow(second, 'favicon.ico');
  const sleeper = await second.context().newPage();
  await sleeper.goto('/icon.svg');
  await sleeper.evaluate(() => {
    const turn = navigator.locks.request('odysseus.live', { steal: true }, () => new Promise(() => undefined));
    turn.catch(() => 'taken away');
  });
  // The one that had the turn has lost it, and stands in line like the other.
  await expect.poll(() => third.evaluate(async () => (await navigator.locks.query()).pending?.length)).toBe(2);
  await happen(person, 'Water plants');
  await third.evaluate(() => document.dispatchEvent(new Event('visibilitychange')));
  for (const page of [second, third]) await bell(page, 'Notifications, 2 not read').waitFor();
});

test('a session that ended is asked for in every tab, and nobody hammers', async () => {
  const person = await house.person();
  const pages = await tabs(house, person, 2);
  const [page] = pages;
  if (!page) throw new Error('no page');
  allow(page, 'status of 401');
  let asked = 0;
  page.context().on('request', (request) => (asked += request.url().endsWith('/api/events') ? 1 : 0));
  await person.api('POST', '/api/auth/logout', {});
  for (const tab of pages) await tab.getByRole('heading', { name: 'Sign in again' }).waitFor({ timeout: 20_000 });
  // Each tab twice at most, and once more where one took the lead meanwhile.
  expect(asked).toBeLessThan(6);
  await expect.poll(() => page.getByText('Odysseus does not answer').count()).toBe(0);
});

test('a server that is gone is missed, and what happened meanwhile is read when it is back', async () => {
  const own = await House.start();
  try {
    const [page, other] = await tabs(own, own.admin, 2);
    if (!page || !other) throw new Error('too few tabs');
    allow(page, 'ERR_CONNECTION_REFUSED', 'ERR_INCOMPLETE_CHUNKED_ENCODING', 'ERR_CONNECTION_RESET', 'ERR_EMPTY_RESPONSE');
    // Late enough to come after the end.
    await own.admin.api('POST', '/api/todos', { title: 'Call dentist', due_date: new Date(Date.now() + 8000).toISOString() });
    await own.kill();
    for (const tab of [page, other]) await tab.getByText('Odysseus does not answer.').waitFor({ timeout: 15_000 });
    await own.restart();
    for (const tab of [page, other]) {
      await tab.getByText('Odysseus does not answer.').waitFor({ state: 'detached', timeout: 20_000 });
      await bell(tab, 'Notifications, 1 not read').waitFor();
    }
  } finally {
    await own.stop();
  }
});
