import { expect, test } from 'vitest';
import { accessible, allow, open, pair, shot } from '../../../e2e/support';
import { answering, BUSY, FAILING, freePort, inHouses, launched, rowOf, SLOWLY, WITH_GPU } from './cookbook.story';

/** Says more than a page keeps, in bursts, and goes on. */
const TALKER = `import time
for line in range(1, 60_001):
    print('line', line, 'needle' if line == 100 else '', flush=line % 1000 == 0)
    if line % 5000 == 0: time.sleep(0.2)
time.sleep(600)
`;

inHouses('the logs of a machine', (house, view) => {
  test('all that are kept are listed, read and removed, also those of no task', async () => {
    const page = await open(house, { ...view, path: '/cookbook/logs' });
    await page.getByText('No log here yet').waitFor();
    await accessible(page);

    const port = await freePort();
    const running = await launched(house, 'tiny-model', answering(port));
    const failed = await launched(house, 'broken-model', FAILING);
    await house.file('.local/state/odysseus/serve/serve-0badcafe.log', 'What was told\n\u001b[31mbefore the database was lost\u001b[0m\n');
    await expect
      .poll(async () => (await house.admin.api<{ state: string }>('GET', `/api/cookbook/tasks/${failed}`)).state, SLOWLY)
      .toBe('failed');
    await house.admin.api('DELETE', `/api/cookbook/tasks/${failed}`);
    await page.getByRole('button', { name: 'Look again' }).or(page.getByRole('link', { name: 'broken-model' })).first().waitFor();
    await page.reload();
    const rows = page.getByRole('list', { name: 'Logs' }).getByRole('listitem');
    await expect.poll(() => rows.count()).toBe(3);
    const row = (name: string) => rows.filter({ hasText: name });
    await row('broken-model').getByText('exit code 2').waitFor();
    await row('broken-model').getByText('off the list').waitFor();
    await row('serve-0badcafe').getByText('of no task here').waitFor();
    await expect.poll(() => row('tiny-model').getByRole('button').count()).toBe(0);
    await accessible(page);
    await shot(page, 'cookbook-logs');

    await page.getByRole('link', { name: 'serve-0badcafe' }).click();
    await page.getByText('before the database was lost').waitFor();
    await accessible(page);
    await shot(page, 'cookbook-log-of-none');
    await page.getByRole('link', { name: 'Logs' }).click();
    await page.getByRole('link', { name: 'broken-model' }).click();
    await page.getByText('unrecognized arguments: --nope').first().waitFor();
    await page.goBack();

    await page.getByRole('button', { name: 'Remove the log of serve-0badcafe' }).click();
    const dialog = page.getByRole('dialog', { name: 'Remove this log?' });
    await accessible(page);
    await dialog.getByRole('button', { name: 'Remove', exact: true }).click();
    await row('serve-0badcafe').waitFor({ state: 'detached' });
    allow(page, 'status of 404');
    await page.goto('/cookbook/logs/serve-0badcafe');
    await page.getByText('keeps no log of serve-0badcafe').waitFor();
    await house.admin.api('POST', `/api/cookbook/tasks/${running}/stop`);
  });
});

inHouses(
  'a machine with a GPU',
  (house, view) => {
    test('what a server says of its load is shown, and how busy the GPU is', async () => {
      const program = await house.file('busy.py', BUSY);
      const session = await launched(house, 'busy-model', `python3 ${program} --port ${await freePort()}`);
      const page = await open(house, { ...view, path: '/cookbook' });
      const row = rowOf(page, 'busy-model');
      await row.getByText('Ready', { exact: true }).waitFor(SLOWLY);
      await row.getByText('81 tokens/s').waitFor(SLOWLY);
      await row.getByText('2 running').waitFor();
      await row.getByText('1 waiting').waitFor();
      const gpus = page.getByRole('list', { name: 'GPUs' });
      await gpus.getByText('This machine, GPU 0').waitFor(SLOWLY);
      await gpus.getByRole('img', { name: /63 % now/ }).waitFor();
      await accessible(page);
      await shot(page, 'cookbook-busy');
      await page.getByRole('link', { name: 'busy-model' }).click();
      await page.getByRole('status').getByText('81 tokens/s').waitFor();
      await page.goto('/cookbook/servers');
      await page.getByRole('img', { name: /GPU 0: 63 % now/ }).waitFor(SLOWLY);
      await accessible(page);
      await house.admin.api('POST', `/api/cookbook/tasks/${session}/stop`);
    });
  },
  pair,
  WITH_GPU,
);

inHouses(
  'a log whose server is lost',
  (house, view) => {
    test('says so while Odysseus is away, and goes on where it was', async () => {
      const port = await freePort();
      const session = await launched(house, 'chatty', answering(port));
      const page = await open(house, { ...view, path: `/cookbook/tasks/${session}` });
      await page.getByRole('status').getByText('Ready', { exact: true }).waitFor(SLOWLY);
      const box = page.getByRole('region', { name: 'Lines of the log' });
      const log = page.getByRole('region', { name: 'Log', exact: true });
      const lost = log.getByText('Odysseus does not answer');
      await box.getByText('Serving HTTP on').waitFor();
      // Where in a call it is cut off is chance.
      allow(page, 'net::ERR_');
      await house.kill();
      await lost.waitFor(SLOWLY);
      await accessible(page);
      await shot(page, 'cookbook-log-lost');
      await fetch(`http://127.0.0.1:${port}/while-it-was-away`).catch(() => undefined);
      await house.restart();
      await box.getByText('/while-it-was-away').first().waitFor(SLOWLY);
      await expect.poll(() => lost.count(), SLOWLY).toBe(0);
      await expect.poll(() => box.getByText('Serving HTTP on').count()).toBe(1);
      await house.admin.api('POST', `/api/cookbook/tasks/${session}/stop`);
    });

    test('one that is longer than what is kept of it stays at its end, until one scrolls up', async () => {
      const program = await house.file('talker.py', TALKER);
      const session = await launched(house, 'talkative', `python3 ${program}`);
      const page = await open(house, { ...view, path: `/cookbook/tasks/${session}` });
      const box = page.getByRole('region', { name: 'Lines of the log' });
      await box.getByText('line 60000').waitFor(SLOWLY);
      const toEnd = page.getByRole('button', { name: 'Jump to the end' });
      await expect.poll(() => toEnd.count()).toBe(0);
      await box.evaluate((element) => (element.scrollTop = 0));
      await toEnd.waitFor();
      await page.getByRole('searchbox', { name: 'Search in the log' }).fill('needle');
      await page.getByText('Not here').waitFor();
      await page.getByRole('button', { name: 'In the whole log' }).click();
      await page.getByRole('region', { name: 'Found in the whole log' }).getByRole('button', { name: /needle/ }).click();
      await box.getByText('line 100 needle').waitFor(SLOWLY);
      await accessible(page);
      await shot(page, 'cookbook-log-part');
      await page.getByRole('button', { name: 'Back to the last lines' }).click();
      await toEnd.or(box.getByText('line 60000')).first().waitFor();
      await house.admin.api('POST', `/api/cookbook/tasks/${session}/stop`);
    });
  },
  pair,
);
