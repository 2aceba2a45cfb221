import { expect, test } from 'vitest';
import { accessible, allow, open, shot, useHouse, views } from '../../../../e2e/support';

const house = useHouse();
const PATH = '/settings/about';

test.for(views)('an administrator sees the version and whether all is well ($name)', async (view) => {
  const page = await open(house, { ...view, path: PATH });
  const { version } = await house.admin.api<{ version: string }>('GET', '/api/version');
  await page.getByText(version, { exact: true }).waitFor();
  const checks = page.getByRole('list', { name: 'What was looked at' }).getByRole('listitem');
  await checks.filter({ hasText: 'sealing key' }).getByText('Well').waitFor({ state: 'attached' });
  await accessible(page);
  await shot(page, 'about');
  await page.getByRole('button', { name: 'Check deeply' }).click();
  await checks.filter({ hasText: 'every page of it was read' }).waitFor();
  await page.getByText('Looked at deeply').waitFor();
});

test.for(views)('what is not well comes with what to do ($name)', async (view) => {
  const page = await open(house, { ...view });
  const checks = [
    { name: 'disk', state: 'warn', says: '800 MB free at /data.', do: 'Free some space: a backup may not fit any more.' },
    { name: 'database', state: 'bad', says: 'The file is damaged: page 7.', do: 'Restore the latest backup.' },
  ];
  await page.route('**/api/health/details*', (route) => route.fulfill({ json: { state: 'bad', checks } }));
  await page.goto(PATH);
  await page.locator('p').getByText('Something does not work.').first().waitFor();
  await page.getByText('Free some space: a backup may not fit any more.').waitFor();
  await accessible(page);
  await shot(page, 'about-bad');
  await page.unroute('**/api/health/details*');
  allow(page, 'status of 503');
  await page.route('**/api/health/details*', (route) => route.fulfill({ status: 503, json: { detail: 'The server is going down.' } }));
  await page.getByRole('button', { name: 'Look again' }).click();
  await page.getByText('The server is going down.').waitFor();
});

test('others see the version, and nothing of the house', async () => {
  const page = await open(house, { as: await house.person(), path: PATH });
  const asked: string[] = [];
  page.on('request', (request) => asked.push(new URL(request.url()).pathname));
  await page.reload();
  await page.getByText('MIT, in').waitFor();
  await accessible(page);
  await expect.poll(() => page.getByRole('heading', { name: 'Health', exact: true }).count()).toBe(0);
  expect(asked).not.toContain('/api/health/details');
  await expect.poll(() => page.getByRole('link', { name: 'Backups' }).count()).toBe(0);
});
