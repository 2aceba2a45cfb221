import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { open, pair } from '../../../e2e/support';
import { answering, FAILING, freePort, inHouses, launched, rowOf, SLOWLY } from './cookbook.story';

/** What has the focus, by its words. */
const focused = (page: Page) => page.evaluate(() => document.activeElement?.textContent?.trim() ?? '');

inHouses(
  'the keyboard in the Cookbook',
  (house, view) => {
    test('what had the focus goes, and the focus stays near it', async () => {
      await launched(house, 'broken-model', FAILING);
      const session = await launched(house, 'tiny-model', answering(await freePort()));
      const page = await open(house, { ...view, path: '/cookbook' });
      // Only what has ended can be taken off the list.
      await rowOf(page, 'broken-model').getByText('Failed', { exact: true }).waitFor(SLOWLY);
      const row = rowOf(page, 'tiny-model');
      await row.getByText('Ready', { exact: true }).waitFor(SLOWLY);
      await row.getByRole('button', { name: 'Stop tiny-model' }).press('Enter');
      await row.getByText('Stopped', { exact: true }).waitFor(SLOWLY);
      await expect.poll(() => focused(page)).toBe('tiny-model');

      const remove = async (name: string) => {
        await page.getByRole('button', { name: `More about ${name}` }).press('Enter');
        await page.getByRole('menuitem', { name: 'Remove from the list' }).press('Enter');
        await rowOf(page, name).waitFor({ state: 'detached' });
      };
      await remove('tiny-model');
      await expect.poll(() => focused(page)).toBe('broken-model');
      await remove('broken-model');
      await expect.poll(() => focused(page)).toBe('Cookbook');

      await page.goto(`/cookbook/tasks/${session}`);
      const command = page.getByRole('textbox', { name: 'Command', exact: true });
      await command.fill(FAILING);
      await page.getByRole('button', { name: 'As it was' }).press('Enter');
      await expect.poll(() => command.evaluate((field) => field === document.activeElement)).toBe(true);
      await page.goto('/cookbook/presets');
      await page.getByRole('button', { name: 'More about tiny-model' }).press('Enter');
      await page.getByRole('menuitem', { name: 'Remove' }).press('Enter');
      await page.getByText('No preset yet').waitFor();
      await expect.poll(() => focused(page)).toBe('Presets');
    });
  },
  pair,
);
