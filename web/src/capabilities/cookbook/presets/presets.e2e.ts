import { expect, test } from 'vitest';
import { accessible, allow, open, shot } from '../../../../e2e/support';
import { answering, freePort, inHouses, launched, SLOWLY } from '../cookbook.story';

/** A card on which the server of this house has 18 GiB, and which says so of itself. */
const programs = {
  'nvidia-smi': `case "$*" in
*compute-apps*) echo "GPU-1, $(cat "$HOME/pid"), 18432, /usr/bin/python3" ;;
*) echo '0, GPU-1, 24564, 18900, 5664, 63, 71, 550.54.14, NVIDIA GeForce RTX 4090' ;;
esac`,
};

/** A model server that notes its process id. */
const NOTING = `import http.server, os, sys
open(os.path.expanduser('~/pid'), 'w').write(str(os.getpid()))
http.server.ThreadingHTTPServer(('127.0.0.1', int(sys.argv[2])), http.server.SimpleHTTPRequestHandler).serve_forever()
`;

inHouses(
  'presets',
  (house, view) => {
    test('what one needs is shown, and warned of where the machine has less', async () => {
      const server = await house.file('noting.py', NOTING);
      const port = await freePort();
      const session = await launched(house, 'noted-model', `python3 ${server} --port ${port}`);
      const page = await open(house, { ...view, path: '/cookbook/presets' });
      await page.getByText('18 GiB of GPU memory').waitFor(SLOWLY);
      await accessible(page);
      await shot(page, 'cookbook-preset-needs');
      await house.admin.api('POST', `/api/cookbook/tasks/${session}/stop`);
      await page.getByRole('button', { name: 'Launch noted-model' }).click();
      await page.getByText('It was seen to need 18 GiB of GPU memory; GPU 0 has 5.5 GiB free.').waitFor(SLOWLY);
      await page.getByRole('status').getByText('Ready', { exact: true }).waitFor(SLOWLY);
      await page.getByRole('button', { name: 'Stop', exact: true }).click();
      await page.getByRole('status').getByText('Stopped', { exact: true }).waitFor(SLOWLY);
    });

    test('one is changed where it is, and nothing of it is lost when that is refused', async () => {
      const session = await launched(house, 'changed-model', answering(await freePort()));
      const page = await open(house, { ...view, path: '/cookbook/presets' });
      const more = page.getByRole('button', { name: 'More about changed-model' });
      await more.waitFor(SLOWLY);
      await house.admin.api('POST', `/api/cookbook/tasks/${session}/stop`);
      await more.click();
      await page.getByRole('menuitem', { name: 'Change…' }).click();
      const dialog = page.getByRole('dialog', { name: 'Change changed-model' });
      await dialog.getByLabel('Name').fill('Renamed');
      await dialog.getByLabel('Label').fill('for tests');
      const command = dialog.getByLabel('Command');
      await command.fill('rm -rf /');
      allow(page, 'status of 400');
      await dialog.getByLabel('GPUs').press('Enter');
      await expect.poll(() => command.getAttribute('aria-invalid')).toBe('true');
      expect(await dialog.getByLabel('Name').inputValue()).toBe('Renamed');
      await accessible(page);
      await shot(page, 'cookbook-preset-change');
      const other = answering(await freePort());
      await command.fill(other);
      await dialog.getByLabel('GPUs').fill('0');
      await dialog.getByRole('button', { name: 'Save' }).press('Enter');
      await dialog.waitFor({ state: 'detached' });
      const row = page.getByRole('listitem').filter({ hasText: 'Renamed' });
      // Nobody has seen the new command come up.
      for (const fact of ['Not proved yet', 'for tests', 'GPU 0', other]) await row.getByText(fact, { exact: true }).waitFor();
      await accessible(page);

      // Changed once more before it is launched, it is still launched in its own environment.
      await house.admin.api('PATCH', '/api/cookbook/presets/Renamed', { environment: 'venv', environment_path: '/opt/venv', cmd: 'vllm serve org/name' });
      await row.getByText('vllm serve org/name', { exact: true }).waitFor();
      // Why it cannot be is said in words for people.
      allow(page, 'status of 409');
      await page.getByRole('button', { name: 'Launch Renamed' }).click();
      const told = page.getByRole('alert').filter({ hasText: 'environment' });
      await told.waitFor(SLOWLY);
      expect(await told.innerText()).not.toContain('`');
      await told.getByRole('button', { name: 'Close message' }).click();
      await page.getByRole('button', { name: 'More about Renamed' }).click();
      await page.getByRole('menuitem', { name: 'Change and launch' }).click();
      await expect.poll(() => page.getByLabel('Python environment').inputValue()).toBe('source /opt/venv/bin/activate');
    });
  },
  undefined,
  { programs },
);
