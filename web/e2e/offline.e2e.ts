import { existsSync } from 'node:fs';
import { cp, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { expect, onTestFinished, test } from 'vitest';
import { House, accessible, allow, open, pair, shot, story, useHouse } from './support';

const house = useHouse();

/** Waits until the service worker keeps the files and answers for the page, which is there with what it first reads. */
async function kept(page: Page): Promise<void> {
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
  await page.reload();
  await page.waitForFunction(() => navigator.serviceWorker.controller !== null);
  await page.getByText('Nothing to do yet').waitFor();
}

story(house, 'it opens without a network, says so, and comes back by itself', { path: '/todos', in: pair }, async ({ page }) => {
  await kept(page);
  allow(page, 'ERR_INTERNET_DISCONNECTED');
  await page.context().setOffline(true);
  await page.getByText('You are offline. What you see may be old.').waitFor();
  await accessible(page);
  await shot(page, 'offline');
  await page.goto('/documents');
  await page.getByText('You are offline. This page opens by itself').waitFor();
  await accessible(page);
  await shot(page, 'unreachable');
  await page.context().setOffline(false);
  await page.getByRole('heading', { name: 'Documents', level: 1 }).waitFor();
});

const built = process.env.ODYSSEUS_WEB_DIR ?? join(import.meta.dirname, '../dist');

test.skipIf(!existsSync(join(built, 'sw.js')))('an upgrade waits until the person wants it, and the old page works on', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'odysseus-web-'));
  const before = process.env.ODYSSEUS_WEB_DIR;
  onTestFinished(async () => {
    process.env.ODYSSEUS_WEB_DIR = before ?? '';
    await rm(folder, { recursive: true, force: true });
  });
  await cp(built, folder, { recursive: true });
  process.env.ODYSSEUS_WEB_DIR = folder;
  const own = await House.start();
  onTestFinished(() => own.stop());
  const page = await open(own, { path: '/todos' });
  allow(page, 'ERR_CONNECTION_REFUSED', 'ERR_INCOMPLETE_CHUNKED_ENCODING', 'ERR_CONNECTION_RESET', 'ERR_EMPTY_RESPONSE', 'status of 404');
  await kept(page);
  await page.evaluate(() => void Object.assign(globalThis, { samePage: true }));

  // A newer build: another worker, and parts with other names.
  const worker = await readFile(join(folder, 'sw.js'), 'utf8');
  const version = /"version":"(\w+)"/.exec(worker)?.[1] ?? '';
  await writeFile(join(folder, 'sw.js'), worker.replace(version, 'next'));
  await own.kill();
  await page.getByText('Odysseus does not answer.').waitFor({ timeout: 15_000 });
  await own.restart();
  await page.getByText('A new version of Odysseus is here.').waitFor({ timeout: 20_000 });
  for (const name of await readdir(join(folder, 'assets'))) {
    if (/^(Memory|Documents)/.test(name)) await rm(join(folder, 'assets', name));
  }
  await page.getByRole('link', { name: 'Memory' }).click();
  await page.getByRole('heading', { name: 'Memory', level: 1 }).waitFor();
  await expect.poll(() => page.evaluate(() => 'samePage' in globalThis)).toBe(true);

  await cp(join(built, 'assets'), join(folder, 'assets'), { recursive: true });
  await page.getByRole('button', { name: 'Reload' }).click();
  await page.waitForFunction(() => !('samePage' in globalThis));
  await expect.poll(() => page.evaluate(() => caches.keys())).toContain('odysseus-next');
});
