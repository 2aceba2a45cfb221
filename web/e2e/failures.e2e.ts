import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { Gate, PASSWORD, accessible, allow, pair, shot, story, useHouse } from './support';

const house = useHouse();

/** The form of `todos.add`, with a title typed into it: work that must not be lost. */
async function working(page: Page, title: string) {
  // What the page first reads is there: it has nothing to complain about of its own.
  await page.getByText('Nothing to do yet').waitFor();
  await page.getByRole('button', { name: /^Search/ }).click();
  await page.getByRole('combobox', { name: 'Search or do' }).fill('>todos.add');
  await page.getByRole('option', { name: /^todos\.add / }).click();
  const form = page.getByRole('dialog', { name: 'todos.add' });
  const field = form.getByLabel('title', { exact: true });
  await field.fill(title);
  return { form, field, run: form.getByRole('button', { name: 'Run' }) };
}

story(house, 'while the server is gone nothing typed is lost, and then it goes on', { path: '/todos', in: pair }, async ({ page, person }) => {
  allow(page, 'ERR_CONNECTION_REFUSED', 'ERR_INCOMPLETE_CHUNKED', 'ERR_CONNECTION_RESET', 'ERR_EMPTY_RESPONSE', /status of 5\d\d/);
  const { form, field, run } = await working(page, 'Call dentist');
  await house.kill();
  await run.click();
  await form.getByRole('alert').getByText('Odysseus does not answer').waitFor();
  await expect.poll(() => field.inputValue()).toBe('Call dentist');
  await accessible(page);
  // Over the page, not over the dialog, it says that what is shown may be old.
  await page.locator('main').getByText(/does not answer/).waitFor();
  await shot(page, 'server-gone');
  await house.restart();
  await run.click();
  await form.getByText('"title": "Call dentist"').waitFor();
  await expect.poll(async () => JSON.stringify(await person.api('GET', '/api/todos'))).toContain('Call dentist');
  await page.locator('main').getByText(/does not answer/).waitFor({ state: 'detached' });
});

story(house, 'a session that ends in the middle of work is begun again over it', { path: '/todos', in: pair }, async ({ page, person }) => {
  allow(page, 'status of 401');
  const { form, run } = await working(page, 'Call dentist');
  // The page may hear of the end by itself, and asks then: the call is made before, and comes to the server after it.
  const gate = new Gate();
  await page.route('**/api/todos', async (route) => {
    await gate.opened;
    await route.continue();
  });
  await Promise.all([page.waitForRequest('**/api/todos'), run.click()]);
  await person.call('POST', '/api/auth/logout', {});
  gate.open();
  const again = page.getByRole('dialog', { name: 'Sign in again' });
  await again.waitFor();
  await accessible(page);
  await shot(page, 'sign-in-again');
  // There is no way past it but signing in or leaving.
  for (const _ of [1, 2, 3]) await page.keyboard.press('Escape');
  await expect.poll(() => again.isVisible()).toBe(true);
  await again.getByLabel('Password').fill('wrong');
  await again.getByRole('button', { name: 'Sign in' }).click();
  await again.getByRole('alert').getByText('wrong').waitFor();
  await again.getByLabel('Password').fill(PASSWORD);
  await again.getByRole('button', { name: 'Sign in' }).click();
  await again.waitFor({ state: 'hidden' });
  await form.getByText('"title": "Call dentist"').waitFor();
});

const refusals = [
  { status: 429, headers: { 'Retry-After': '5' }, body: { title: 'Too many', detail: 'Too many calls. Wait 5 seconds.' }, said: 'Wait 5 seconds' },
  { status: 413, headers: undefined, body: undefined, said: 'larger than what may be sent' },
  { status: 502, headers: undefined, body: undefined, said: 'behind its proxy' },
];

story(house, 'what the server refuses it says in words, and what was typed stays', { path: '/todos', in: pair }, async ({ page }) => {
  allow(page, /status of (429|413|502)/);
  const { form, field, run } = await working(page, 'Call dentist');
  for (const { status, headers, body, said } of refusals) {
    const answer = body ? { contentType: 'application/problem+json', json: body } : { contentType: 'text/html', body: '<h1>No</h1>' };
    await page.route('**/api/todos', (route) => route.fulfill({ status, headers, ...answer }));
    await run.click();
    await form.getByRole('alert').getByText(said).waitFor();
    await expect.poll(() => field.inputValue()).toBe('Call dentist');
    await page.unroute('**/api/todos');
  }
  await run.click();
  await form.getByText('"title": "Call dentist"').waitFor();
});

story(house, 'a server that hangs is not waited for without end', { path: '/todos', in: pair }, async ({ page }) => {
  await page.clock.install();
  await page.getByRole('heading', { level: 1 }).waitFor();
  await page.getByRole('button', { name: /^Search/ }).click();
  await page.getByRole('combobox', { name: 'Search or do' }).fill('>todos.list');
  await page.getByRole('option', { name: /^todos\.list / }).click();
  const form = page.getByRole('dialog', { name: 'todos.list' });
  const run = form.getByRole('button', { name: 'Run' });
  // The form is of the server's making: it comes before the server hangs.
  await run.waitFor();
  house.pause();
  try {
    await Promise.all([page.waitForRequest(/\/api\/todos\?|\/api\/todos$/), run.click()]);
    await page.clock.fastForward(31_000);
    await form.getByRole('alert').getByText('Odysseus does not answer').waitFor();
  } finally {
    house.resume();
  }
  await run.click();
  await form.getByText('"items": []').waitFor();
});
