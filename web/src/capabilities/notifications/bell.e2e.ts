import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { type Person, accessible, allow, open, pair, shot, story, useHouse } from '../../../e2e/support';

const house = useHouse();

/** Adds todos whose time has come, and waits until their notifications are there. */
async function remind(person: Person, ...titles: string[]): Promise<void> {
  const { total } = await person.api<{ total: number }>('GET', '/api/notifications');
  for (const title of titles) {
    const due_date = new Date(Date.now() + 1000).toISOString();
    await person.api('POST', '/api/todos', { title, due_date });
  }
  await expect.poll(async () => (await person.api('GET', '/api/notifications')).total).toBe(total + titles.length);
}

const bell = (page: Page) => page.getByRole('button', { name: /^Notifications/ });
const panel = (page: Page) => page.getByRole('dialog', { name: 'Notifications' });

story(house, 'the bell tells what came, and what can be done about it', {}, async ({ page, person }) => {
  await remind(person, 'Call dentist', 'Water plants', 'Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft');
  await page.goto('/todos');
  await page.getByRole('button', { name: 'Notifications, 3 not read' }).waitFor();
  await page.keyboard.press('b');
  await panel(page).getByText('Today').waitFor();
  await accessible(page);
  await shot(page, 'bell');

  // Done in the list is done in the todos, and is told.
  const dentist = panel(page).getByRole('listitem').filter({ hasText: 'Call dentist' });
  await dentist.getByRole('button', { name: 'Done' }).click();
  await page.getByText('Completed: "Call dentist"').waitFor();
  await dentist.getByRole('button', { name: 'Done' }).waitFor({ state: 'detached' });
  const todos = await person.api<{ todos: { title: string }[] }>('GET', '/api/todos');
  expect(JSON.stringify(todos)).not.toContain('Call dentist');

  // Pressed, it leads to its todo and is read.
  await panel(page).getByRole('link', { name: /Water plants/ }).click();
  await panel(page).waitFor({ state: 'detached' });
  await expect.poll(() => page.url()).toContain('/todos?open=');
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Notifications, 1 not read' }).waitFor();
  await expect.poll(() => person.api('GET', '/api/notifications')).toMatchObject({ unread: 1, total: 3 });
});

story(house, 'nothing yet, and what is wrong, are said', { path: '/todos', in: pair }, async ({ page }) => {
  await bell(page).click();
  await panel(page).getByText('Nothing yet').waitFor();
  await accessible(page);
  await page.keyboard.press('Escape');
  await panel(page).waitFor({ state: 'detached' });
  await expect.poll(() => bell(page).evaluate((button) => button === document.activeElement)).toBe(true);

  allow(page, 'status of 500');
  await page.route('**/api/notifications?*', (route) => route.fulfill({ status: 500, json: { detail: 'The disk is full.' } }));
  await page.goto('/notifications');
  await page.getByText('The disk is full.').waitFor();
  await accessible(page);
  await page.unroute('**/api/notifications?*');
  await page.getByRole('button', { name: 'Try again' }).first().click();
  await page.getByText('Nothing yet').waitFor();
});

story(house, 'all notifications have a page, with those not read by themselves', { in: pair }, async ({ page, person }) => {
  await remind(person, 'Pay rent', 'Water plants');
  await page.goto('/notifications');
  const row = (title: string) => page.getByRole('listitem').filter({ hasText: title });
  await row('Pay rent').getByRole('button', { name: 'Mark as read' }).click();
  await page.getByText('1 not read').waitFor();
  await expect.poll(async () => (await person.api('GET', '/api/notifications')).unread).toBe(1);
  await shot(page, 'notifications');
  await accessible(page);
  await page.getByRole('radio', { name: 'Not read' }).check();
  await row('Pay rent').waitFor({ state: 'detached' });
  await expect.poll(() => page.url()).toContain('show=unread');
  await page.reload();
  await row('Water plants').waitFor();
  await expect.poll(() => row('Pay rent').count()).toBe(0);
  // Arrow keys go through them.
  await row('Water plants').getByRole('link').focus();
  await page.keyboard.press('End');
  await page.getByRole('button', { name: 'Mark all read' }).click();
  await expect.poll(async () => (await person.api('GET', '/api/notifications')).unread).toBe(0);
});

test('what is read in one tab is read in the other, and in the other order', async () => {
  const person = await house.person();
  const one = await open(house, { as: person, path: '/todos' });
  const two = await one.context().newPage();
  await two.goto('/notifications');
  await remind(person, 'Call dentist', 'Water plants');
  for (const page of [one, two]) await page.getByRole('button', { name: 'Notifications, 2 not read' }).waitFor();
  await two.getByRole('listitem').filter({ hasText: 'Water plants' }).getByRole('button', { name: 'Mark as read' }).click();
  for (const page of [one, two]) await page.getByRole('button', { name: 'Notifications, 1 not read' }).waitFor();
  await bell(one).click();
  await panel(one).getByRole('button', { name: 'Mark all read' }).click();
  for (const page of [one, two]) await page.getByRole('button', { name: 'Notifications', exact: true }).waitFor();
});
