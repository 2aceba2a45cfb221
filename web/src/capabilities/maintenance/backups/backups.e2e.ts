import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { beforeAll, expect, test } from 'vitest';
import { accessible, allow, late, open, pair, shot, useHouse, views } from '../../../../e2e/support';

const house = useHouse();
const PATH = '/settings/backups';
// None comes by itself while a story is told, whatever the hour.
beforeAll(() => house.admin.api('PATCH', '/api/backups/settings', { every: 'off' }));

function backups(page: Page) {
  return page.getByRole('list', { name: 'Backups' }).getByRole('listitem');
}

test.for(views)('a backup is made, downloaded and deleted ($name)', async (view) => {
  const page = await open(house, { ...view, path: PATH });
  await page.getByText('No backup yet').waitFor();
  await accessible(page);
  await page.getByRole('button', { name: 'Back up now' }).click();
  await page.getByText(/Backed up and read back: [\d,]+ rows in \d+ tables/).waitFor();
  await accessible(page);
  await shot(page, 'backups');

  const download = page.waitForEvent('download');
  await backups(page).getByRole('link', { name: /^Download/ }).click();
  const file = await download;
  expect(file.suggestedFilename()).toMatch(/^odysseus-\d{8}-\d{6}\.zip$/);
  const zip = await readFile(await file.path());
  // Its first record and the one at its end (APPNOTE 4.3.7, 4.3.16), and the database in between.
  expect(zip.subarray(0, 4).toString('latin1')).toBe('PK\x03\x04');
  expect(zip.includes(Buffer.from('PK\x05\x06', 'latin1'))).toBe(true);
  expect(zip.includes('odysseus.db')).toBe(true);
  expect(zip.includes('sealing.key')).toBe(false);

  await backups(page).getByRole('button', { name: /^Delete/ }).click();
  const dialog = page.getByRole('dialog', { name: 'Delete this backup for good?' });
  await accessible(page);
  await dialog.getByRole('button', { name: 'Keep it' }).click();
  await expect.poll(() => backups(page).count()).toBe(1);
  await backups(page).getByRole('button', { name: /^Delete/ }).click();
  await dialog.getByRole('button', { name: 'Delete' }).click();
  await page.getByText('No backup yet').waitFor();
  await expect.poll(() => house.admin.api('GET', '/api/backups')).toMatchObject({ items: [] });
});

test.for(pair)('the schedule is set, and what the server refuses is told at its field ($name)', async (view) => {
  const folder = await mkdtemp(join(tmpdir(), 'odysseus-backups-'));
  const page = await open(house, { ...view, path: PATH });
  try {
    await page.getByRole('radio', { name: 'Sundays' }).check();
    await page.getByLabel('At', { exact: true }).fill('04:15');
    await page.getByLabel('Keep').fill('30');
    await page.getByLabel('Folder on the server').fill('/no/such/folder');
    allow(page, 'status of 400');
    const save = page.getByRole('button', { name: 'Save the schedule' });
    await save.click();
    await page.getByText(/There is no folder \/no\/such\/folder/).waitFor();
    await expect.poll(() => page.getByLabel('Keep').inputValue()).toBe('30');
    await page.getByLabel('Folder on the server').fill(folder);
    await save.click();
    await page.getByText('The schedule is saved').waitFor();
    await expect.poll(() => house.admin.api('GET', '/api/backups/settings')).toMatchObject({ every: 'weekly', at: '04:15', keep: 30, directory: folder });
    await page.getByRole('radio', { name: 'Off' }).check();
    await page.getByText('No backup is made unless somebody makes one.').waitFor();
    await accessible(page);
    await save.click();
    await page.getByText('Not by itself').waitFor();
  } finally {
    await house.admin.api('PATCH', '/api/backups/settings', { every: 'off', directory: null });
    await rm(folder, { recursive: true });
  }
});

test('one that fails says why, and the command makes one from anywhere', async () => {
  const page = await open(house, { path: PATH });
  allow(page, 'status of 503');
  await page.route('**/api/backups', (route) =>
    route.request().method() === 'POST'
      ? route.fulfill({ status: 503, contentType: 'application/problem+json', json: { detail: 'No backup was made: the disk is full.' } })
      : route.fallback(),
  );
  await page.getByRole('button', { name: 'Back up now' }).click();
  await page.getByText('No backup was made: the disk is full.').waitFor();
  await page.unroute('**/api/backups');
  await page.goto('/todos');
  await page.getByRole('heading', { level: 1 }).waitFor();
  await page.keyboard.press('Control+k');
  await page.getByRole('combobox', { name: 'Search or do' }).fill('Back up now');
  await page.keyboard.press('Enter');
  await page.getByText(/Backed up and read back/).waitFor();
  expect(new URL(page.url()).pathname).toBe(PATH);
});

test.for(pair)('a list from before does not bring back what was deleted, and what is filled in meanwhile stays ($name)', async (view) => {
  // One is made in a second, and the story before may have made it.
  await expect.poll(async () => (await house.admin.call('POST', '/api/backups')).status).toBe(200);
  const page = await open(house, { ...view, path: PATH });
  try {
    await backups(page).first().waitFor();
    const old = await late(page, '**/api/backups');
    await page.evaluate(() => document.dispatchEvent(new Event('visibilitychange')));
    await old.asked;
    const before = await backups(page).count();
    await backups(page).first().getByRole('button', { name: /^Delete/ }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
    await expect.poll(() => backups(page).count()).toBe(before - 1);
    await old.arrive();
    expect(await backups(page).count()).toBe(before - 1);

    await page.getByRole('radio', { name: 'Every day' }).check();
    const saving = await late(page, '**/api/backups/settings', { method: 'PATCH' });
    await page.getByRole('button', { name: 'Save the schedule' }).click();
    await saving.asked;
    await page.getByLabel('Keep').fill('31');
    await saving.arrive();
    await page.getByText('The schedule is saved').waitFor();
    expect(await page.getByLabel('Keep').inputValue()).toBe('31');
    await expect.poll(() => page.getByRole('button', { name: 'Save the schedule' }).isEnabled()).toBe(true);
  } finally {
    await house.admin.api('PATCH', '/api/backups/settings', { every: 'off' });
  }
});
