import { expect, test } from 'vitest';
import { PASSWORD, accessible, allow, open, pair, shot, story, useHouse, views } from '../../../../e2e/support';

const house = useHouse();

test.for(views)('people are added, changed and removed ($name)', async (view) => {
  const page = await open(house, { ...view, path: '/settings/users' });
  allow(page, 'status of 409', 'status of 400');
  const name = `dora-${view.name.replaceAll(' ', '-')}`;
  const row = page.getByRole('listitem').filter({ hasText: name });
  const choose = async (item: string) => {
    await page.getByRole('button', { name: `What to do about ${name}` }).press('Enter');
    await page.getByRole('menuitem', { name: item }).press('Enter');
  };
  await page.getByText('Administrator', { exact: true }).waitFor();
  await accessible(page);

  // A name that is taken is said at its field; the rest stays.
  await page.getByRole('button', { name: 'Add somebody' }).click();
  const form = page.getByRole('dialog', { name: 'Add somebody' });
  await form.getByLabel('Name').fill('ann');
  await form.getByRole('button', { name: 'Make one' }).click();
  const password = await form.getByLabel('Password', { exact: true }).inputValue();
  await form.getByRole('button', { name: 'Add', exact: true }).click();
  await form.getByText('There is a user “ann” already.').waitFor();
  await accessible(page);
  await shot(page, 'users-add');
  await form.getByLabel('Name').fill(name.toUpperCase());
  await form.getByLabel('Name').press('Enter');
  await row.waitFor();
  const signedIn = await fetch(`${house.url}/api/auth/login`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-forwarded-for': `10.79.0.${views.indexOf(view)}` },
    body: JSON.stringify({ username: name, password }),
  });
  expect(signedIn.status).toBe(200);

  await choose('Make an administrator');
  await row.getByText('Administrator').waitFor();
  await page.getByRole('button', { name: 'Undo' }).click();
  await row.getByText('Administrator').waitFor({ state: 'detached' });
  await accessible(page);
  await shot(page, 'users');

  await choose('Set password');
  await page.keyboard.type(PASSWORD);
  await page.keyboard.press('Enter');
  await page.getByText(`The password of ${name} is set`).waitFor();
  await house.signIn(name);

  await choose('Remove');
  const sure = page.getByRole('button', { name: 'Remove for good' });
  await expect.poll(() => sure.isDisabled()).toBe(true);
  await accessible(page);
  await page.keyboard.type(name);
  await page.keyboard.press('Enter');
  await row.waitFor({ state: 'detached' });
});

test.for(pair)('the last administrator stays one, and cannot remove themselves ($name)', async (view) => {
  const page = await open(house, { ...view, path: '/settings/users' });
  allow(page, 'status of 409');
  await page.getByRole('button', { name: 'What to do about ann' }).click();
  await page.getByRole('menuitem', { name: 'Rename' }).waitFor();
  await expect.poll(() => page.getByRole('menuitem', { name: 'Remove' }).count()).toBe(0);
  await page.getByRole('menuitem', { name: 'Make an ordinary user' }).click();
  await page.getByText('This is the last administrator. Make somebody else an administrator first.').waitFor();
  await page.getByRole('listitem').filter({ hasText: 'ann' }).getByText('Administrator').waitFor();
});

test.for(pair)('a long list comes page by page ($name)', async (view) => {
  const people = [await house.person(), await house.person(), await house.person()];
  const page = await open(house, view);
  // The pages of the server, only smaller.
  await page.route('**/api/users?*', (route) => route.continue({ url: route.request().url().replace('limit=50', 'limit=2') }));
  await page.goto('/settings/users');
  await page.getByText(/^\d+ of \d+$/).waitFor();
  const last = page.getByRole('listitem').filter({ hasText: people.at(-1)?.name ?? '' });
  const more = page.getByRole('button', { name: 'Show more' });
  while ((await last.count()) === 0) {
    const before = await page.getByRole('button', { name: /^What to do about/ }).count();
    await more.click();
    await expect.poll(() => page.getByRole('button', { name: /^What to do about/ }).count()).toBeGreaterThan(before);
  }
});

story(house, 'others do not see the people', { path: '/settings/users', in: pair }, async ({ page, person, view }) => {
  await page.getByText('There is no such setting').waitFor();
  if (view.width > 600) expect(await page.getByRole('link', { name: 'Users' }).count()).toBe(0);
  expect((await person.call('GET', '/api/users')).status).toBe(403);
});
