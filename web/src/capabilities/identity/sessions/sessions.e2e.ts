import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { Gate, PASSWORD, accessible, allow, late, open, pair, shot, story, useHouse } from '../../../../e2e/support';

const house = useHouse();
let visitors = 0;

interface Session {
  id: string;
  current: boolean;
}

/** Signs in again over the page, from an address of its own: sign-ins are limited by address. */
async function signInAgain(page: Page): Promise<void> {
  visitors += 1;
  await page.setExtraHTTPHeaders({ 'x-forwarded-for': `10.78.0.${visitors}` });
  await page.getByRole('dialog', { name: 'Sign in again' }).waitFor();
  await page.keyboard.type(PASSWORD);
  await page.keyboard.press('Enter');
  await page.getByRole('dialog', { name: 'Sign in again' }).waitFor({ state: 'detached' });
}

story(house, 'one browser signs the others out', {}, async ({ page, person, view }) => {
  // Signing out ends the streams of the tabs.
  allow(page, 'status of 401');
  const elsewhere = await open(house, { ...view, as: await house.signIn(person.name), path: '/settings/account' });
  allow(elsewhere, 'status of 401');
  await elsewhere.getByText('In which your dates').waitFor();
  await page.goto('/settings/sessions');
  const list = page.getByRole('list').filter({ hasText: 'This browser' });
  await list.getByRole('listitem').nth(1).waitFor();
  await expect.poll(() => list.getByRole('listitem').count()).toBe(2);
  await accessible(page);
  await shot(page, 'sessions');

  await list.getByRole('button', { name: /^Sign out / }).press('Enter');
  await expect.poll(() => list.getByRole('listitem').count()).toBe(1);
  await elsewhere.getByRole('dialog', { name: 'Sign in again' }).waitFor();
  await accessible(elsewhere);
  await shot(elsewhere, 'sign-in-again');
  await signInAgain(elsewhere);

  await expect.poll(async () => (await person.api<Session[]>('GET', '/api/sessions')).length).toBe(2);
  await page.reload();
  await page.getByRole('button', { name: 'Sign out everywhere else' }).press('Enter');
  await page.getByText('One browser was signed out.').waitFor();
  await elsewhere.getByRole('dialog', { name: 'Sign in again' }).waitFor();
  await expect.poll(() => page.getByRole('button', { name: 'Sign out everywhere else' }).count()).toBe(0);

  // The tabs of a browser share its session.
  const tab = await page.context().newPage();
  await tab.goto('/settings/account');
  await tab.getByText('In which your dates').waitFor();
  await page.getByRole('button', { name: 'Sign out here' }).press('Enter');
  await page.getByRole('heading', { name: 'Sign in' }).waitFor();
  await tab.getByRole('heading', { name: 'Sign in' }).waitFor();
});

story(house, 'a session that ends loses nothing of what was being typed', { in: pair }, async ({ page, person }) => {
  allow(page, 'status of 401', 'ERR_FAILED');
  // The page finds out by its own call, not by the stream of events.
  await page.route(/\/api\/events/, (route) => route.abort());
  await page.goto('/settings/reminders');
  await page.getByRole('button', { name: 'Add a channel' }).click();
  await page.getByRole('menuitem', { name: 'ntfy' }).click();
  const form = page.getByRole('dialog', { name: 'ntfy, to your phone' });
  await form.getByLabel('Topic').fill('half-typed-topic');

  const other = await house.signIn(person.name);
  const mine = (await other.api<Session[]>('GET', '/api/sessions')).find(({ current }) => !current);
  await other.api('DELETE', `/api/sessions/${mine?.id}`);

  await form.getByRole('button', { name: 'Add' }).click();
  await page.getByRole('dialog', { name: 'Sign in again' }).waitFor();
  await accessible(page);
  // Neither Escape nor a wrong password lets anything go.
  await page.keyboard.press('Escape');
  await page.keyboard.press('Escape');
  await page.keyboard.type('wrong');
  await page.keyboard.press('Enter');
  await page.getByText('The name or the password is wrong.').waitFor();
  await expect.poll(() => form.getByLabel('Topic').inputValue()).toBe('half-typed-topic');
  await signInAgain(page);

  // The call that was refused went out again by itself.
  await page.getByText('The channel is added.').waitFor();
  const { items } = await other.api<{ items: { topic: string }[] }>('GET', '/api/notifications/channels');
  expect(items.map(({ topic }) => topic)).toEqual(['half-typed-topic']);
});

story(house, 'a refusal that arrives late asks for no second sign-in', { path: '/settings/account', in: pair }, async ({ page, person }) => {
  allow(page, 'status of 401');
  await page.getByText('In which your dates').waitFor();
  const [ended, refused, back] = [new Gate(), new Gate(), new Gate()];
  let first = true;
  await page.route('**/api/account', async (route) => {
    if (!first || route.request().method() !== 'PATCH') return route.fallback();
    first = false;
    await ended.opened;
    const response = await route.fetch();
    refused.open();
    await back.opened;
    await route.fulfill({ response });
  });
  const asked = page.waitForRequest((request) => request.method() === 'PATCH');
  await page.getByRole('radio', { name: '3 April' }).press('Space');
  await asked;

  const other = await house.signIn(person.name);
  await other.api('POST', '/api/sessions/revoke-others');
  ended.open();
  await refused.opened;
  await signInAgain(page);
  back.open();
  await expect.poll(() => other.call('GET', '/api/account')).toMatchObject({ body: { day_first: true } });
  await expect.poll(() => page.getByRole('dialog', { name: 'Sign in again' }).count()).toBe(0);
});

story(house, 'signing in again in one tab is enough for all', { path: '/settings/account', in: pair }, async ({ page, person }) => {
  allow(page, 'status of 401');
  await page.getByText('In which your dates').waitFor();
  const tab = await page.context().newPage();
  await tab.goto('/settings/account');
  await tab.getByText('In which your dates').waitFor();
  const other = await house.signIn(person.name);
  // What was asked before the session ended arrives after it.
  const ended = new Gate();
  await tab.route('**/api/account', async (route) => {
    await ended.opened;
    await route.continue();
  });
  const asked = tab.waitForRequest('**/api/account');
  await tab.getByRole('radio', { name: '3 April' }).press('Space');
  await asked;
  await other.api('POST', '/api/sessions/revoke-others');
  ended.open();
  const dialog = tab.getByRole('dialog', { name: 'Sign in again' });
  await dialog.waitFor();
  await page.getByRole('dialog', { name: 'Sign in again' }).waitFor();
  await page.bringToFront();
  await signInAgain(page);
  await dialog.waitFor({ state: 'detached' });
  await expect.poll(() => other.call('GET', '/api/account')).toMatchObject({ body: { day_first: true } });
});

story(house, 'a browser that was signed out does not come back with an older list', { in: pair }, async ({ page, person }) => {
  await house.signIn(person.name);
  await page.goto('/settings/sessions');
  const others = page.getByRole('button', { name: /^Sign out (?!here|everywhere)/ });
  await expect.poll(() => others.count()).toBe(1);
  const old = await late(page, '**/api/sessions');
  // As if the page came back from the browser's memory.
  await page.evaluate(() => dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true })));
  await old.asked;
  const leaving = await late(page, '**/api/sessions/*', { method: 'DELETE', unsent: true });
  await others.press('Enter');
  await leaving.asked;
  await expect.poll(() => others.count()).toBe(0);
  await old.arrive();
  expect(await others.count()).toBe(0);
  await leaving.arrive();
  await expect.poll(async () => (await person.api<Session[]>('GET', '/api/sessions')).length).toBe(1);
  await expect.poll(() => others.count()).toBe(0);
});
