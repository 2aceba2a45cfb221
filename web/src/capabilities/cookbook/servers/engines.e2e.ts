import { execFile } from 'node:child_process';
import { rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { accessible, allow, type House, open, pair, shot, views } from '../../../../e2e/support';
import { inHouses, SLOWLY } from '../cookbook.story';

const run = promisify(execFile);

/** A real Python environment in the home of the house. Gives its folder. */
async function venv(house: House): Promise<string> {
  const folder = `${dirname(await house.file('here', ''))}/venv`;
  await run('python3', ['-m', 'venv', folder]);
  return folder;
}

const inside = (house: House, folder: string) =>
  house.admin.api('PUT', '/api/cookbook/servers', { id: 'local', environment: 'venv', environment_path: folder });

/** What a machine has besides, which says its version as that of llama.cpp does. */
const programs = { 'llama-server': "echo 'version: 4589 (eb7cf15a)' >&2" };

inHouses(
  'engines',
  (house, view) => {
    test('what is there is shown, and how the others come', async () => {
      const page = await open(house, { ...view, path: '/cookbook/servers' });
      const there = page.getByRole('list', { name: 'Engines of This machine' });
      await there.getByText('llama.cpp 4589').waitFor(SLOWLY);
      const more = page.getByText('Install another');
      await more.focus();
      await page.keyboard.press('Enter');
      const others = page.getByRole('list', { name: 'Further engines for This machine' });
      await others.getByText('vLLM', { exact: true }).waitFor();
      // Without an environment there is nothing to install into; how one is made is said once.
      await page.getByText('python3 -m venv ~/venv').waitFor();
      expect(await others.getByRole('button', { name: 'Install' }).count()).toBe(0);
      await others.getByText('runs on Macs with Apple silicon only').waitFor();
      await accessible(page);
      await shot(page, 'cookbook-engines');

      const folder = await venv(house);
      await inside(house, folder);
      await others.getByRole('button', { name: 'Install vLLM' }).waitFor(SLOWLY);
      await accessible(page);
      await shot(page, 'cookbook-engines-install');

      // The environment goes away meanwhile: why it cannot be is said where it was wanted.
      await rm(folder, { recursive: true });
      allow(page, 'status of 409');
      await others.getByRole('button', { name: 'Install vLLM' }).press('Enter');
      await others.getByRole('alert').getByText(/no Python virtual environment/).waitFor(SLOWLY);
      await accessible(page);
    });
  },
  views,
  { programs },
);

inHouses(
  'an engine',
  (house, view) => {
    test('it is installed from PyPI, and is there then', async () => {
      await inside(house, await venv(house));
      const page = await open(house, { ...view, path: '/cookbook/servers' });
      await page.getByText('Install another').click(SLOWLY);
      await page.getByRole('button', { name: 'Install hf' }).press('Enter');
      await page.getByRole('status').getByText('Done', { exact: true }).waitFor({ timeout: 180_000 });
      await page.goBack();
      await page.getByRole('list', { name: 'Engines of This machine' }).getByText(/^hf \d+\./).waitFor(SLOWLY);
      await page.getByRole('button', { name: 'Update hf' }).waitFor();
      await accessible(page);
      await shot(page, 'cookbook-engines-installed');
    });
  },
  pair.slice(0, 1),
  { programs },
);
