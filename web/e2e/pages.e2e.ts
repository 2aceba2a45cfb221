import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { accessible, open, shot, useHouse, views } from './support';

const house = useHouse();

/** Where the links of the navigation and of Settings lead: every page, whatever capabilities there are. */
async function places(page: Page): Promise<string[]> {
  const found = new Set<string>();
  for (const path of ['/', '/settings']) {
    await page.goto(path);
    await page.locator('main h1').first().waitFor({ state: 'attached' });
    const more = page.getByRole('button', { name: 'More', exact: true });
    if (await more.isVisible()) {
      await more.click();
      await page.getByRole('dialog', { name: 'More' }).getByRole('link', { name: /^Settings/ }).waitFor();
    }
    const links = page.locator('nav a[href^="/"], aside a[href^="/"]');
    for (const link of await links.all()) found.add((await link.getAttribute('href')) ?? '/');
  }
  return [...found];
}

/** The page has come, with what it first reads. */
async function settled(page: Page): Promise<void> {
  await page.locator('main h1').first().waitFor({ state: 'attached' });
  await expect.poll(() => page.getByRole('status', { name: 'Loading' }).count()).toBe(0);
}

test.for(views)('every page and part of Settings opens by its address, is accessible and fits ($name)', async (view) => {
  const page = await open(house, view);
  const all = await places(page);
  expect(all.length).toBeGreaterThan(8);
  for (const path of all) {
    await page.goto(path);
    await settled(page);
    await expect.poll(() => page.locator('h1').count(), { message: `headings of the first rank on ${path}` }).toBe(1);
    await expect.poll(() => page.title(), { message: path }).toMatch(/^\S.* · Odysseus$/);
    await accessible(page);
    await shot(page, path.slice(1).replaceAll('/', '-'));
  }
});

test('every page fits a window of 320 pixels, which is 1280 at four times the size', async () => {
  const page = await open(house, { width: 320, height: 640 });
  for (const path of await places(page)) {
    await page.goto(path);
    await settled(page);
    const wider = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    expect(wider, path).toBeLessThanOrEqual(0);
  }
});

test('an address that leads nowhere says so, and how to go on', async () => {
  const page = await open(house, { path: '/no/such/page' });
  await page.getByRole('heading', { name: 'Nothing here' }).waitFor();
  await page.getByRole('link', { name: 'Go to the start' }).click();
  await page.getByRole('heading', { level: 1, name: 'Todos' }).waitFor();
});
