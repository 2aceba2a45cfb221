import { expect, test } from 'vitest';
import { accessible, allow, open, pair, shot } from '../../../e2e/support';
import { answering, FAILING, freePort, inHouses, launched, SLOWLY } from './cookbook.story';

inHouses('a task', (house, view) => {
  test('one that failed says why, and is launched again with what may help, or another command', async () => {
    const session = await launched(house, 'broken-model', FAILING);
    const page = await open(house, { ...view, path: `/cookbook/tasks/${session}` });
    await page.getByRole('status').getByText('Failed', { exact: true }).waitFor(SLOWLY);
    await page.getByRole('heading', { name: 'Why it failed' }).waitFor();
    await page.getByText('The program does not know the argument “--nope”.').waitFor();
    await page.getByText('unrecognized arguments: --nope').first().waitFor();
    await accessible(page);
    await shot(page, 'cookbook-failed');

    await page.getByRole('button', { name: 'Jump to the cause' }).click();
    await page.locator('[aria-current=true]').getByText(/usage|--nope/).waitFor();

    const port = await freePort();
    const command = page.getByRole('textbox', { name: 'Command', exact: true });
    await command.fill(`rm -rf /; ${answering(port)}`);
    allow(page, 'status of 400');
    await page.getByRole('button', { name: 'Relaunch with this command' }).click();
    await expect.poll(() => command.getAttribute('aria-invalid')).toBe('true');
    await accessible(page);
    await command.fill(answering(port));
    await page.getByRole('button', { name: 'Relaunch with this command' }).click();
    await page.getByRole('status').getByText('Ready', { exact: true }).waitFor(SLOWLY);
    await page.getByText('Other attempts with this model').waitFor();
    await page.getByRole('button', { name: `Use the command: ${FAILING}` }).click();
    await expect.poll(() => command.inputValue()).toBe(FAILING);
    // What one has written oneself is not lost to a look at another.
    await command.fill('python3 -m http.server 1 --mine');
    await page.getByRole('button', { name: `Use the command: ${FAILING}` }).click();
    await expect.poll(() => command.inputValue()).toBe(FAILING);
    await page.getByRole('button', { name: 'Undo' }).click();
    await expect.poll(() => command.inputValue()).toBe('python3 -m http.server 1 --mine');
    await page.getByRole('button', { name: 'As it was' }).click();
    await expect.poll(() => command.inputValue()).toBe(answering(port));
    await page.getByRole('button', { name: 'Stop', exact: true }).click();
    await page.getByRole('status').getByText('Stopped', { exact: true }).waitFor(SLOWLY);

    // Logs go some day, and terminals sooner: then nobody says that there was nothing in it.
    await page.route('**/follow', (route) => route.fulfill({ contentType: 'text/event-stream', body: 'event: output.ended\ndata: {}\n\n' }));
    await page.goto(`/cookbook/tasks/${session}`);
    await page.getByText('No log of it is left').waitFor(SLOWLY);
  });
});

inHouses(
  'a log',
  (house, view) => {
    test('it is followed as it grows, searched, and kept in place for who scrolls up', async () => {
      const port = await freePort();
      const session = await launched(house, 'chatty', answering(port));
      const page = await open(house, { ...view, path: `/cookbook/tasks/${session}` });
      await page.getByRole('status').getByText('Ready', { exact: true }).waitFor(SLOWLY);
      const say = async (from: number, to: number) => {
        for (let at = from; at < to; at += 1) await fetch(`http://127.0.0.1:${port}/line-${at}`).catch(() => undefined);
      };
      const box = page.getByRole('region', { name: 'Lines of the log' });
      await say(0, 120);
      await box.getByText('/line-119').first().waitFor();
      await expect.poll(() => page.locator('.line').count()).toBeLessThan(150);

      await box.evaluate((element) => element.scrollTo(0, 0));
      await box.getByText('Serving HTTP on').waitFor();
      await say(120, 140);
      await box.getByText('Serving HTTP on').waitFor();
      await page.getByRole('button', { name: 'Jump to the end' }).click();
      await box.getByText('/line-139').first().waitFor();

      await page.getByRole('searchbox', { name: 'Search in the log' }).fill('/line-7 ');
      await page.keyboard.press('Enter');
      await box.locator('mark').first().waitFor();
      // Where one happens to have scrolled to, the bar of a phone may cover half a button.
      await page.getByRole('searchbox', { name: 'Search in the log' }).evaluate((field) => field.scrollIntoView({ block: 'center' }));
      await accessible(page);
      await shot(page, 'cookbook-log');
      await page.getByRole('button', { name: 'In the whole log' }).click();
      await page.getByRole('region', { name: 'Found in the whole log' }).getByRole('button', { name: /line-7 / }).first().waitFor();
      await accessible(page);
      await page.getByRole('button', { name: 'Stop', exact: true }).click();
      await page.getByRole('status').getByText('Stopped', { exact: true }).waitFor(SLOWLY);
    });
  },
  pair,
);
