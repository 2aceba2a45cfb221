import { expect, test } from 'vitest';
import { Gate, allow, open, pair } from '../../../../e2e/support';
import { answering, freePort, inHouses, launched, SLOWLY } from '../cookbook.story';

inHouses(
  'a launch',
  (house, view) => {
    /** Adds a machine that nobody answers at. Gives its id. */
    const add = async (name: string, preferred: boolean) => {
      const { id } = await house.admin.api<{ id: string }>('PUT', '/api/cookbook/servers', {
        name,
        host: 'nobody@127.0.0.1',
        port: await freePort(),
        preferred,
      });
      return id;
    };

    test('it goes where the person said, whatever is proposed, and can be reached from here', async () => {
      const attic = await add('Attic', true);
      const page = await open(house, { ...view, path: '/cookbook/launch' });
      allow(page, 'status of 503', 'status of 409', 'status of 400');
      const server = page.getByLabel('Server', { exact: true });
      const command = page.getByLabel('Command', { exact: true });
      await expect.poll(() => server.inputValue()).toBe(attic);
      await page.getByLabel('Model', { exact: true }).fill('org/name');
      await server.selectOption('This machine');
      // Somebody adds another one meanwhile.
      const cellar = await add('Cellar', false);
      await expect.poll(() => server.getByRole('option').allTextContents(), SLOWLY).toContain('Cellar');
      expect(await server.inputValue()).toBe('local');
      await expect.poll(() => command.inputValue()).toContain('--host 127.0.0.1');

      await page.goto(`/cookbook/launch?server=${cellar}&model=org/name`);
      await expect.poll(() => server.inputValue()).toBe(cellar);
      await expect.poll(() => command.inputValue()).toContain('--host 0.0.0.0');
    });

    test('whoever goes elsewhere while a machine takes its time stays there, and is told', async () => {
      const port = await freePort();
      const session = await launched(house, 'slow-model', answering(port));
      const page = await open(house, { ...view, path: '/cookbook/presets' });
      const launch = page.getByRole('button', { name: 'Launch slow-model' });
      await launch.waitFor(SLOWLY);
      await house.admin.api('POST', `/api/cookbook/tasks/${session}/stop`);
      const gate = new Gate();
      await page.route('**/launch', async (route) => {
        if (route.request().method() === 'POST') await gate.opened;
        await route.continue();
      });
      await launch.click();
      await page.getByRole('navigation', { name: 'Cookbook' }).getByRole('link', { name: 'Logs' }).click();
      await page.getByRole('heading', { name: 'Logs', level: 1 }).waitFor();
      gate.open();
      const told = page.getByRole('region', { name: 'Messages' });
      await told.getByText('What you launched is on its way.').waitFor(SLOWLY);
      expect(new URL(page.url()).pathname).toBe('/cookbook/logs');
      await told.getByRole('button', { name: 'Show it' }).click();
      await page.getByRole('heading', { name: 'slow-model' }).waitFor();
      await page.getByRole('button', { name: 'Stop', exact: true }).click();
      await page.getByRole('status').getByText('Stopped', { exact: true }).waitFor(SLOWLY);
    });
  },
  pair,
);
