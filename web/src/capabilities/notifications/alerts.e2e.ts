import type { BrowserContext, Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { type Person, type Visit, accessible, allow, open, pair, shot, story, useHouse } from '../../../e2e/support';

const house = useHouse();

/** A todo whose time comes in a moment. Returns its id. */
async function soon(person: Person, title: string): Promise<string> {
  const due_date = new Date(Date.now() + 1500).toISOString();
  return (await person.api<{ id: string }>('POST', '/api/todos', { title, due_date })).id;
}

const card = (page: Page, title: string) => page.getByRole('article', { name: title });

/** What the system shows. */
function shown(page: Page): Promise<{ title: string; actions: string[] }[]> {
  return page.evaluate(async () => {
    const registration = await navigator.serviceWorker.ready;
    const all = await registration.getNotifications();
    return all.map((one) => ({ title: one.title, actions: (one as unknown as { actions: { title: string }[] }).actions.map(({ title }) => title) }));
  });
}

/**
 * Has the system show a reminder, and returns the todo's id. Without a desktop Chromium forgets some notifications the
 * moment it has shown them: then another reminder is made.
 */
async function reminded(person: Person, page: Page, title: string): Promise<string> {
  for (let left = 3; ; left -= 1) {
    const id = await soon(person, title);
    const told = await expect.poll(() => shown(page), { timeout: 12_000 }).toMatchObject([{ title }]).then(() => true, () => false);
    if (told) return id;
    if (left === 1) throw new Error(`the system does not show ${title}`);
    await person.api('DELETE', `/api/todos/${id}`);
    await person.api('POST', '/api/notifications/read-all', {});
  }
}

/** Tabs that nobody looks at, whose notifications the system shows. */
async function tabsBehind(person: Person, count: number): Promise<Page[]> {
  const first = await open(house, { as: person, permissions: ['notifications'] } satisfies Visit);
  const context = first.context();
  await context.addInitScript(() => (document.hasFocus = () => false));
  const pages = [first];
  while (pages.length < count) pages.push(await context.newPage());
  for (const page of pages) {
    await page.goto('/todos');
    await page.getByRole('button', { name: /^Notifications/ }).waitFor();
  }
  await first.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
  return pages;
}

/** Presses a notification of the system, or a button of it; browsers give tests no way to do it themselves. */
async function press(context: BrowserContext, action: string): Promise<void> {
  const worker = context.serviceWorkers()[0] ?? (await context.waitForEvent('serviceworker'));
  await worker.evaluate(async (action) => {
    const scope = globalThis as unknown as { registration: ServiceWorkerRegistration };
    const [notification] = await scope.registration.getNotifications();
    const event = Object.assign(new Event('notificationclick'), { notification, action, waitUntil: () => undefined });
    globalThis.dispatchEvent(event);
  }, action);
}

story(house, 'a reminder comes as a card, and is done or snoozed there', { path: '/todos' }, async ({ page, person, view }) => {
  await page.getByRole('button', { name: /^Notifications/ }).waitFor();
  const dentist = await soon(person, 'Call dentist');
  await card(page, 'Call dentist').waitFor();
  await accessible(page);
  await shot(page, 'reminder');
  await card(page, 'Call dentist').getByRole('button', { name: 'Done' }).click();
  await card(page, 'Call dentist').waitFor({ state: 'detached' });
  await expect.poll(async () => (await person.api(`GET`, `/api/todos/${dentist}`)).completed).toBe(true);
  if (view.scheme === 'dark') return;

  // What is dealt with elsewhere goes away by itself.
  const plants = await soon(person, 'Water plants');
  await card(page, 'Water plants').waitFor();
  await person.api('POST', `/api/todos/${plants}/snooze`, { until: 'tomorrow' });
  await card(page, 'Water plants').waitFor({ state: 'detached' });
  await page.getByRole('button', { name: 'Notifications', exact: true }).waitFor();
});

story(house, 'the question of an agent is answered in its card', { path: '/todos', in: pair }, async ({ page, person }) => {
  await page.getByRole('button', { name: /^Notifications/ }).waitFor();
  const agent = await person.agent(['todos:write=ask']);
  const { id } = await person.api('POST', '/api/todos', { title: 'Old list' });
  const remove = () => agent.call('POST', '/api/codex/todos', { action: 'delete', id });
  expect((await remove()).status).toBe(428);
  const asked = page.getByRole('article').filter({ hasText: 'Claude Agent wants' });
  await asked.getByRole('button', { name: 'Deny' }).waitFor();
  await accessible(page);
  await shot(page, 'question');
  await asked.getByRole('button', { name: 'Approve' }).click();
  await asked.waitFor({ state: 'detached' });
  await expect.poll(async () => (await person.api('GET', '/api/notifications')).unread).toBe(0);
  expect((await remove()).status).toBe(200);
});

story(house, 'an action that is refused says why, and the notification stays', { path: '/todos', in: pair }, async ({ page, person }) => {
  allow(page, 'status of 409');
  await page.getByRole('button', { name: /^Notifications/ }).waitFor();
  await soon(person, 'Call dentist');
  await page.route('**/complete', (route) => route.fulfill({ status: 409, json: { detail: 'It is not yours to do.' } }));
  await card(page, 'Call dentist').getByRole('button', { name: 'Done' }).click();
  await page.getByText('It is not yours to do.').waitFor();
  await page.getByRole('button', { name: 'Notifications, 1 not read' }).waitFor();
});

test('with three tabs behind, the system shows a reminder once, and takes it away when it is read', async () => {
  const person = await house.person();
  const [page, ...others] = await tabsBehind(person, 3);
  if (!page) throw new Error('no page');
  await reminded(person, page, 'Call dentist');
  await expect.poll(() => shown(page)).toEqual([{ title: 'Call dentist', actions: ['Done', 'Snooze for an hour'] }]);
  for (const tab of [page, ...others]) {
    await tab.getByRole('button', { name: 'Notifications, 1 not read' }).waitFor();
    await expect.poll(() => tab.getByRole('article').count()).toBe(0);
  }
  await person.api('POST', '/api/notifications/read-all');
  await expect.poll(() => shown(page)).toEqual([]);
});

test('a press on a button of the system does it, a press beside leads to the todo', async () => {
  const person = await house.person();
  const [page] = await tabsBehind(person, 1);
  if (!page) throw new Error('no page');
  const dentist = await reminded(person, page, 'Call dentist');
  await press(page.context(), '0');
  await expect.poll(async () => (await person.api('GET', `/api/todos/${dentist}`)).completed).toBe(true);
  await page.getByRole('button', { name: 'Notifications', exact: true }).waitFor();

  const plants = await reminded(person, page, 'Water plants');
  await press(page.context(), '');
  await expect.poll(() => page.url()).toContain(`/todos?open=${plants}`);
  await expect.poll(async () => (await person.api('GET', '/api/notifications')).unread).toBe(0);

  // Who may not any more is shown where to sign in, at the todo.
  allow(page, 'status of 401');
  const rent = await reminded(person, page, 'Pay rent');
  await person.api('POST', '/api/auth/logout', {});
  await press(page.context(), '0');
  await expect.poll(() => page.url()).toContain(`/todos?open=${rent}`);
  await page.getByRole('heading', { name: 'Sign in again' }).waitFor({ timeout: 20_000 });
});

test('where the system may not, it waits for the tab that is looked at next', async () => {
  const person = await house.person();
  const page = await open(house, { as: person });
  await page.addInitScript(() => (document.hasFocus = () => false));
  await page.goto('/todos');
  await page.getByRole('button', { name: /^Notifications/ }).waitFor();
  await soon(person, 'Call dentist');
  await page.getByRole('button', { name: 'Notifications, 1 not read' }).waitFor();
  await expect.poll(() => page.getByRole('article').count()).toBe(0);
  await page.evaluate(() => {
    document.hasFocus = () => true;
    dispatchEvent(new Event('focus'));
  });
  await card(page, 'Call dentist').waitFor();
});

story(house, 'the browser asks only after the person wanted it', { in: pair }, async ({ page, person }) => {
  // As in a browser that was never asked.
  await page.context().clearPermissions();
  await page.goto('/todos');
  await page.getByRole('button', { name: /^Notifications/ }).waitFor();
  await expect.poll(() => page.getByText('Show reminders as notifications?').count()).toBe(0);
  await person.api('POST', '/api/todos', { title: 'No date' });
  await person.api('POST', '/api/todos', { title: 'Call dentist', due_date: new Date(Date.now() + 3_600_000).toISOString() });
  await page.getByText('Show reminders as notifications?').waitFor();
  await accessible(page);
  await page.getByRole('button', { name: 'Not now' }).click();
  await page.getByText('Show reminders as notifications?').waitFor({ state: 'detached' });
  // It does not come by itself again on this device.
  await page.reload();
  await page.getByRole('button', { name: /^Notifications/ }).click();
  await page.getByText('Nothing yet').waitFor();
  await expect.poll(() => page.getByText('Show reminders as notifications?').count()).toBe(0);
});
