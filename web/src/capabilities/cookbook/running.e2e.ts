import { expect, test } from 'vitest';
import { accessible, open, shot } from '../../../e2e/support';
import { answering, FAILING, freePort, inHouses, launched, rowOf, SLOWLY } from './cookbook.story';

inHouses('the Cookbook', (house, view) => {
  test('a model server is launched, kept, stopped, relaunched and taken off the list', async () => {
    const page = await open(house, { ...view, path: '/cookbook' });
    await page.getByText('Nothing runs yet').waitFor();
    await accessible(page);
    await shot(page, 'cookbook-empty');

    const port = await freePort();
    await page.getByRole('link', { name: 'Launch a model' }).click();
    await page.getByRole('radio', { name: 'Custom' }).check();
    await page.getByLabel('Model', { exact: true }).fill('tiny-model');
    await page.getByLabel('Command', { exact: true }).fill(answering(port));
    await page.getByText(`This machine: HTTP server is there, and port ${port} is free.`).waitFor(SLOWLY);
    await accessible(page);
    await shot(page, 'cookbook-launch');
    await page.getByRole('button', { name: 'Launch', exact: true }).click();

    await page.getByRole('heading', { name: 'tiny-model' }).waitFor();
    await page.getByRole('status').getByText('Ready', { exact: true }).waitFor(SLOWLY);
    await page.getByText(`http://127.0.0.1:${port}`, { exact: true }).waitFor();
    await page.getByText(/Serving HTTP on|GET \//).first().waitFor();
    await accessible(page);
    await shot(page, 'cookbook-task');

    await page.getByRole('link', { name: 'Cookbook', exact: true }).last().click();
    const row = rowOf(page, 'tiny-model');
    await row.getByText('Ready', { exact: true }).waitFor();
    await row.getByText(`port ${port}`).waitFor();
    await row.getByText('HTTP server').waitFor();
    await launched(house, 'broken-model', FAILING);
    await rowOf(page, 'broken-model').getByText('Failed', { exact: true }).waitFor(SLOWLY);
    await accessible(page);
    await shot(page, 'cookbook-running');

    await row.getByRole('button', { name: 'More about tiny-model' }).click();
    await page.getByRole('menuitem', { name: 'Save as preset…' }).click();
    await page.getByLabel('Name').fill('My tiny one');
    await accessible(page);
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await page.getByText('“My tiny one” is kept.').waitFor();

    await row.getByRole('button', { name: 'Stop tiny-model' }).click();
    await row.getByText('Stopped', { exact: true }).waitFor(SLOWLY);
    await expect.poll(async () => (await house.admin.api<{ endpoints: unknown[] }>('GET', '/api/cookbook/endpoints')).endpoints).toEqual([]);
    await row.getByRole('button', { name: 'Relaunch tiny-model' }).click();
    await page.getByRole('heading', { name: 'tiny-model' }).waitFor();
    await page.getByRole('status').getByText('Ready', { exact: true }).waitFor(SLOWLY);
    await page.getByText('Other attempts with this model').waitFor();
    await page.getByRole('button', { name: 'Stop', exact: true }).click();
    await page.getByRole('status').getByText('Stopped', { exact: true }).waitFor(SLOWLY);

    await page.goto('/cookbook');
    await rowOf(page, 'broken-model').getByRole('button', { name: 'More about broken-model' }).click();
    await page.getByRole('menuitem', { name: 'Remove from the list' }).click();
    await rowOf(page, 'broken-model').waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'Undo' }).click();
    await rowOf(page, 'broken-model').waitFor();
  });

  test('a list that is full says that it is not all', async () => {
    await launched(house, 'broken-model', FAILING);
    const page = await open(house, view);
    await page.route('**/api/cookbook/tasks?**', async (route) => {
      const answer = await route.fetch();
      const { tasks, ...rest } = (await answer.json()) as { tasks: object[] };
      const many = Array.from({ length: 200 }, (_, at) => ({ ...tasks[0], session_id: `serve-${at}`, name: `attempt-${at}` }));
      await route.fulfill({ response: answer, json: { ...rest, tasks: many } });
    });
    await page.goto('/cookbook');
    await page.getByRole('link', { name: 'attempt-199', exact: true }).waitFor();
    await page.getByText('Only the latest 200 are listed.').waitFor();
  });

  test('only administrators see it', async () => {
    const page = await open(house, { ...view, as: await house.person(), path: '/cookbook' });
    await page.getByText('There is no such page').waitFor();
    await expect.poll(() => page.getByRole('link', { name: 'Cookbook' }).count()).toBe(0);
  });
});
