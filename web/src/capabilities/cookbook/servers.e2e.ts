import type { Locator, Page } from 'playwright-core';
import { expect, onTestFinished, test } from 'vitest';
import { accessible, allow, type House, open, pair, shot, Sshd } from '../../../e2e/support';
import { answering, freePort, inHouses, rowOf, SLOWLY } from './cookbook.story';

/** A machine that is cut off is missed, and found again, within a minute. */
const LATE = { timeout: 60_000 };

/** Another machine, for as long as the test runs. */
async function machine(): Promise<Sshd> {
  const started = await Sshd.start(await freePort());
  onTestFinished(() => started.close());
  return started;
}

/** What the page says of a server. */
const cardOf = (page: Page, name: string): Locator =>
  page.getByRole('list', { name: 'Servers' }).locator('> li').filter({ has: page.getByRole('heading', { name, exact: true }) });

/** Sets a machine up that lets Odysseus in, as its owner would. */
async function setUp(house: House, cellar: Sshd): Promise<string> {
  const { admin } = house;
  const { id } = await admin.api<{ id: string }>('PUT', '/api/cookbook/servers', { name: 'Cellar', host: cellar.host, port: cellar.port });
  const { command } = await admin.api<{ command: string }>('GET', '/api/cookbook/ssh-key');
  await cellar.terminal.paste(command);
  const { fingerprint } = await admin.api<{ fingerprint: string }>('GET', `/api/cookbook/servers/${id}/key`);
  await admin.api('POST', `/api/cookbook/servers/${id}/key`, { fingerprint });
  return id;
}

inHouses(
  'a machine behind ssh',
  (house, view) => {
    test('it is met, lets Odysseus in, changes its key, is away and comes back', async () => {
      const attic = await machine();
      const page = await open(house, { ...view, path: '/cookbook/servers', permissions: ['clipboard-read', 'clipboard-write'] });
      allow(page, 'status of 503');
      const card = cardOf(page, 'Attic');
      const says = (heading: string) => card.getByRole('heading', { name: heading }).waitFor(LATE);
      const offers = async (...names: string[]) => {
        const buttons = card.getByRole('status').or(card.getByRole('alert')).getByRole('button');
        await expect.poll(() => buttons.allInnerTexts()).toEqual(names);
      };
      const again = async () => {
        await card.getByRole('button', { name: 'More about Attic' }).click();
        await page.getByRole('menuitem', { name: 'Look again' }).click();
      };
      const compare = page.getByRole('dialog', { name: 'The key of Attic' });

      await page.getByRole('button', { name: 'Add a server' }).click();
      const adding = page.getByRole('dialog', { name: 'Add a server' });
      await adding.getByLabel('Name').fill('Attic');
      await adding.getByLabel('Host').fill(attic.host);
      await adding.getByLabel('ssh port').fill(String(attic.port));
      await adding.getByRole('button', { name: 'Add', exact: true }).click();

      // Nobody has vouched for it.
      await says('Odysseus has not met this machine yet');
      await offers('Compare its key');
      await card.getByRole('button', { name: 'Compare its key' }).click();
      const first = await attic.fingerprint();
      await compare.getByText(first, { exact: true }).waitFor();
      await compare.getByText('ssh_host_ed25519_key.pub').waitFor();
      await accessible(page);
      await shot(page, 'cookbook-key-unknown');
      await compare.getByRole('button', { name: 'It is the same: accept' }).click();

      // It does not know Odysseus either.
      await says('It does not let Odysseus in');
      await offers('Copy the command', 'Try again', 'Change the user');
      expect(attic.signIns).toBe(0);
      await accessible(page);
      await shot(page, 'cookbook-refused-by-machine');
      await card.getByRole('button', { name: 'Copy the command' }).click();
      const pasted = () => page.evaluate(() => navigator.clipboard.readText());
      await expect.poll(pasted).toContain('authorized_keys');
      await attic.terminal.paste(await pasted());
      await card.getByRole('button', { name: 'Try again' }).click();
      await card.getByRole('meter', { name: 'Memory' }).waitFor(SLOWLY);
      await accessible(page);
      await shot(page, 'cookbook-server-behind-ssh');

      // Another key than before: nothing goes on until the person says so.
      attic.stop();
      await attic.changeKey();
      const { signIns } = attic;
      await attic.restart();
      await again();
      await says('This may be another machine');
      await offers('Compare the two keys');
      await accessible(page);
      await card.getByRole('button', { name: 'Compare the two keys' }).click();
      await compare.getByText(first, { exact: true }).waitFor();
      await compare.getByText(await attic.fingerprint(), { exact: true }).waitFor();
      await accessible(page);
      await shot(page, 'cookbook-key-changed');
      await compare.getByRole('button', { name: 'Not now' }).click();
      await again();
      await says('This may be another machine');
      expect(attic.signIns).toBe(signIns);
      await card.getByRole('button', { name: 'Compare the two keys' }).click();
      await compare.getByRole('button', { name: 'I know why: accept the new key' }).click();
      await card.getByRole('meter', { name: 'Memory' }).waitFor(SLOWLY);

      // Nobody listens there, then a cable is pulled: both come right by themselves.
      attic.stop();
      await again();
      await says('It does not answer');
      await offers('Try again', 'Change the address');
      await accessible(page);
      await shot(page, 'cookbook-server-away');
      await attic.restart();
      await card.getByRole('meter', { name: 'Memory' }).waitFor(LATE);
      attic.pause();
      await again();
      await says('It does not answer');
      attic.resume();
      await card.getByRole('meter', { name: 'Memory' }).waitFor(LATE);

      // A user whom the machine does not have.
      await card.getByRole('button', { name: 'More about Attic' }).click();
      await page.getByRole('menuitem', { name: 'Change…' }).click();
      const changing = page.getByRole('dialog', { name: 'Change Attic' });
      await changing.getByLabel('Host').fill('nobody-of-that-name@127.0.0.1');
      await changing.getByRole('button', { name: 'Save' }).click();
      await says('It does not let Odysseus in');
      await offers('Copy the command', 'Try again', 'Change the user');
    });

    test('a launch there is followed, missed while the machine is cut off, and found again', async () => {
      const cellar = await machine();
      const id = await setUp(house, cellar);
      const page = await open(house, { ...view, path: `/cookbook/launch?server=${id}&engine=custom` });
      allow(page, 'status of 503');
      const port = await freePort();
      await page.getByLabel('Model', { exact: true }).fill('far-model');
      await page.getByLabel('Command', { exact: true }).fill(answering(port));
      await page.getByText(`Cellar: HTTP server is there, and port ${port} is free.`).waitFor(SLOWLY);
      await page.getByRole('button', { name: 'Launch', exact: true }).click();
      await page.getByRole('status').getByText('Ready', { exact: true }).waitFor(LATE);
      const lines = page.getByRole('region', { name: 'Lines of the log' });
      await lines.getByText('Serving HTTP on').waitFor(SLOWLY);

      cellar.stop();
      await page.getByText(/Cellar has been unreachable for \d+ (s|min);/).waitFor(LATE);
      await accessible(page);
      await shot(page, 'cookbook-task-unreachable');
      // It may never come back.
      await page.getByRole('button', { name: 'Remove from the list' }).waitFor();
      await page.getByRole('link', { name: 'Cookbook', exact: true }).last().click();
      const row = rowOf(page, 'far-model');
      await row.getByText(/Cellar has been unreachable for/).waitFor();
      await row.getByText('Ready', { exact: true }).waitFor();
      await accessible(page);
      await shot(page, 'cookbook-running-unreachable');
      await row.getByRole('link', { name: 'far-model' }).click();
      await page.getByRole('region', { name: 'Log', exact: true }).getByText('refuses the connection').waitFor(SLOWLY);

      await fetch(`http://127.0.0.1:${port}/while-it-was-away`).then((answer) => answer.text(), () => undefined);
      await cellar.restart();
      await expect.poll(() => page.getByText('has been unreachable').count(), LATE).toBe(0);
      await lines.getByText('/while-it-was-away').first().waitFor(LATE);
      await page.getByRole('status').getByText('Ready', { exact: true }).waitFor();
      await page.getByRole('button', { name: 'Stop', exact: true }).click();
      await page.getByRole('status').getByText('Stopped', { exact: true }).waitFor(LATE);
    });
  },
  pair,
);
