import type { Locator, Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { accessible, goTo, open, pair, shot, story, useHouse, views } from './support';

const house = useHouse();
const [desk] = views;

/** Presses keys one after the other until they lead there: on a busy machine the next may come too late to belong to the first. */
async function press(page: Page, keys: string, there: Locator): Promise<void> {
  const pressed = async () => {
    for (const key of keys) await page.keyboard.press(key);
    return there.waitFor({ timeout: 3_000 }).then(() => true, () => false);
  };
  await expect.poll(pressed, { timeout: 30_000 }).toBe(true);
}

story(house, 'the keyboard goes everywhere, and the focus with it', { path: '/todos', in: views.slice(0, 2) }, async ({ page }) => {
  await page.getByRole('heading', { level: 1, name: 'Todos' }).waitFor();
  await page.keyboard.press('Tab');
  await expect.poll(() => page.evaluate(() => document.activeElement?.textContent)).toContain('Skip to the page');
  await page.keyboard.press('Enter');
  await expect.poll(() => page.evaluate(() => document.activeElement?.tagName)).toBe('H1');

  await press(page, 'gm', page.getByRole('heading', { level: 1, name: 'Memory' }));
  // Who hears the page begins at its heading.
  await expect.poll(() => page.evaluate(() => document.activeElement?.textContent)).toContain('Memory');
  await press(page, 'gs', page.getByRole('navigation', { name: 'Settings' }));
  await page.goBack();
  await page.getByRole('heading', { level: 1, name: 'Memory' }).waitFor();
  await page.goForward();
  await page.getByRole('navigation', { name: 'Settings' }).waitFor();

  await page.keyboard.press('?');
  const help = page.getByRole('dialog', { name: 'Keyboard shortcuts' });
  await help.getByRole('heading', { name: 'Everywhere' }).waitFor();
  await help.getByText('Go to Memory').waitFor();
  await accessible(page);
  // Keys of the page do nothing under a dialog.
  await page.keyboard.press('g');
  await page.keyboard.press('t');
  expect(new URL(page.url()).pathname).toBe('/settings');
  await help.getByRole('switch', { name: 'Single-key shortcuts' }).click();
  await page.keyboard.press('Escape');
  await help.waitFor({ state: 'detached' });
  // Switched off (WCAG 2.2, 2.1.4), single keys do nothing; those with a modifier still do.
  await page.keyboard.press('?');
  await page.keyboard.press('Control+k');
  await page.getByRole('dialog', { name: 'Search or do' }).waitFor();
  await expect.poll(() => help.count()).toBe(0);
});

test('keys of other alphabets are the letters on the same keys', async () => {
  const page = await open(house, { path: '/todos' });
  await page.getByRole('heading', { level: 1, name: 'Todos' }).waitFor();
  await page.evaluate(() => {
    for (const [key, code] of [['п', 'KeyG'], ['ь', 'KeyM']] as const) {
      document.body.dispatchEvent(new KeyboardEvent('keydown', { key, code, bubbles: true, cancelable: true }));
    }
  });
  await page.getByRole('heading', { level: 1, name: 'Memory' }).waitFor();
});

story(house, 'back finds the place that was left', { path: '/trash', in: pair }, async ({ page, person }) => {
  const titles = Array.from({ length: 40 }, (_, at) => `Deleted ${at + 1}`);
  for (const title of titles) {
    const { id } = await person.api<{ id: string }>('POST', '/api/todos', { title });
    await person.api('DELETE', `/api/todos/${id}`);
  }
  await page.reload();
  const row = page.getByText('Deleted 3', { exact: true });
  await row.waitFor();
  await row.scrollIntoViewIfNeeded();
  const before = await page.evaluate(() => scrollY);
  expect(before).toBeGreaterThan(400);
  await goTo(page, 'Settings');
  await page.getByRole('navigation', { name: 'Settings' }).waitFor();
  await expect.poll(() => page.evaluate(() => scrollY)).toBe(0);
  await page.goBack();
  await expect.poll(() => page.evaluate(() => scrollY)).toBe(before);
  await page.reload();
  await expect.poll(() => page.evaluate(() => scrollY)).toBe(before);
});

test('the theme is chosen once for all tabs, and the frame of the browser follows', async () => {
  const page = await open(house, { ...desk, path: '/todos' });
  const other = await page.context().newPage();
  await other.goto('/memory');
  await page.getByRole('heading', { level: 1, name: 'Todos' }).waitFor();
  await page.keyboard.press('Control+k');
  await page.getByRole('combobox', { name: 'Search or do' }).fill('dark');
  await page.keyboard.press('Enter');
  for (const tab of [page, other]) {
    await expect.poll(() => tab.evaluate(() => getComputedStyle(document.documentElement).colorScheme)).toBe('dark');
    const frame = tab.locator('meta[name=theme-color][data-scheme=dark]');
    await expect.poll(() => frame.getAttribute('media')).toBe('all');
  }
  await other.reload();
  await expect.poll(() => other.evaluate(() => document.documentElement.dataset.theme)).toBe('dark');
});

story(house, 'a phone has all places: what the bar has no room for is behind its last button', { path: '/todos', in: views.slice(2) }, async ({ page, person }) => {
  const bar = page.getByRole('navigation', { name: 'Main' });
  const sheet = page.getByRole('dialog', { name: 'More' });
  const more = bar.getByRole('button', { name: 'More' });
  await more.click();
  await sheet.getByRole('link', { name: 'Trash' }).waitFor();
  await accessible(page);
  await shot(page, 'more');
  // Who is no administrator has no Cookbook.
  expect(await sheet.getByRole('link', { name: 'Cookbook' }).count()).toBe(0);
  await page.keyboard.press('Escape');
  await sheet.waitFor({ state: 'detached' });
  await expect.poll(() => more.evaluate((button) => document.activeElement === button)).toBe(true);
  await page.keyboard.press('Enter');
  await sheet.getByRole('link', { name: `Settings ${person.name}` }).press('Enter');
  await page.getByRole('navigation', { name: 'Settings' }).waitFor();
  await sheet.waitFor({ state: 'detached' });
  await expect.poll(() => more.getAttribute('aria-current')).toBe('true');
});

test.for(views.slice(2))('the Cookbook of an administrator is there as well ($name)', async (view) => {
  const page = await open(house, { ...view, path: '/todos' });
  await goTo(page, 'Cookbook');
  await page.getByRole('heading', { level: 1, name: 'Cookbook' }).waitFor();
  await accessible(page);
});
