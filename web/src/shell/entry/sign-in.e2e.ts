import { type BrowserContext } from 'playwright-core';
import { expect, test } from 'vitest';
import { PASSWORD, type Person, accessible, allow, open, pair, shot, totp, useHouse, views } from '../../../e2e/support';

const house = useHouse();
let visitors = 0;

/** Sign-ins are limited by address: each story comes from one of its own. */
async function comeFromElsewhere(context: BrowserContext): Promise<string> {
  visitors += 1;
  const address = `10.77.0.${visitors}`;
  await context.setExtraHTTPHeaders({ 'x-forwarded-for': address });
  return address;
}

/** Tries to sign in from that address until no more is let in. The next one is some seconds later. */
async function exhaust(address: string, username: string): Promise<void> {
  const headers = { 'content-type': 'application/json', 'x-forwarded-for': address };
  const body = JSON.stringify({ username, password: 'wrong' });
  const attempts = Array.from({ length: 12 }, async () => {
    const { status } = await fetch(`${house.url}/api/auth/login`, { method: 'POST', headers, body });
    if (status !== 429) throw new Error(`not refused: ${status}`);
  });
  await Promise.any(attempts);
}

/** Switches two-factor sign-in on for somebody. */
async function secure(person: Person): Promise<{ secret: string; used: string; recovery: string[] }> {
  const { secret } = await person.api<{ secret: string }>('POST', '/api/account/totp', { password: PASSWORD });
  const used = totp(secret);
  const { recovery_codes: recovery } = await person.api<{ recovery_codes: string[] }>('POST', '/api/account/totp/confirm', {
    code: used,
  });
  return { secret, used, recovery };
}

test.for(views)('signing in, also after a slip, and back to where one wanted to go ($name)', async (view) => {
  const person = await house.person();
  const page = await open(house, { ...view, as: null });
  await comeFromElsewhere(page.context());
  allow(page, 'status of 401');
  await page.goto('/settings/sessions');
  await page.getByRole('heading', { name: 'Sign in' }).waitFor();
  await accessible(page);
  await page.keyboard.type(person.name);
  await page.keyboard.press('Tab');
  await page.keyboard.type('wrong');
  await page.getByRole('button', { name: 'Show what is typed' }).click();
  await expect.poll(() => page.getByLabel('Password', { exact: true }).getAttribute('type')).toBe('text');
  await page.getByLabel('Password', { exact: true }).press('Enter');
  await page.getByText('The name or the password is wrong.').waitFor();
  await accessible(page);
  await shot(page, 'sign-in-wrong');
  // What is wrong is marked: typing replaces it.
  await page.keyboard.type(PASSWORD);
  await page.keyboard.press('Enter');
  await page.getByRole('navigation', { name: 'Main' }).waitFor();
  await expect.poll(() => new URL(page.url()).pathname).toBe('/settings/sessions');
});

test.for(pair)('a code of the app, once, and a recovery code where it is not at hand ($name)', async (view) => {
  const person = await house.person();
  const { secret, used, recovery } = await secure(person);
  const page = await open(house, { ...view, as: null });
  await comeFromElsewhere(page.context());
  allow(page, 'status of 401');
  const enter = async () => {
    await page.goto('/');
    await page.getByLabel('Name').fill(person.name);
    await page.getByLabel('Password', { exact: true }).fill(PASSWORD);
    await page.keyboard.press('Enter');
    await page.getByLabel('Code', { exact: true }).waitFor();
  };
  await enter();
  await accessible(page);
  await shot(page, 'sign-in-code');
  await page.keyboard.type(used);
  await page.keyboard.press('Enter');
  await page.getByText('This code is wrong or was used before.').waitFor();
  await page.keyboard.type(totp(secret, 1));
  await page.keyboard.press('Enter');
  await page.getByRole('navigation', { name: 'Main' }).waitFor();

  await page.context().clearCookies();
  await enter();
  await page.getByRole('button', { name: 'Use a recovery code instead' }).click();
  const code = page.getByLabel('Recovery code');
  await expect.poll(() => code.evaluate((field) => field === document.activeElement)).toBe(true);
  await page.keyboard.type((recovery[0] ?? '').toUpperCase().replaceAll('-', ' '));
  await page.keyboard.press('Enter');
  await page.getByRole('navigation', { name: 'Main' }).waitFor();
  await expect.poll(() => person.api('GET', '/api/account')).toMatchObject({ recovery_codes_left: 9 });
});

test.for(pair)('after too many attempts it says how long to wait, and counts down ($name)', async (view) => {
  const person = await house.person();
  const page = await open(house, { ...view, as: null });
  const address = await comeFromElsewhere(page.context());
  allow(page, 'status of 401', 'status of 429');
  await page.goto('/');
  await page.getByLabel('Name').fill(person.name);
  const password = page.getByLabel('Password', { exact: true });
  await password.fill('wrong');
  // The time that is counted down stands still until it is let go on.
  await page.clock.setFixedTime(Date.now());
  const refused = page.getByText('Too many attempts to sign in from this address');
  const tried = async () => {
    await exhaust(address, person.name);
    await password.press('Enter');
    // On a slow machine the next one may be let in again by then.
    await refused.or(page.getByText('The name or the password is wrong.')).waitFor();
    return refused.isVisible();
  };
  await expect.poll(tried, { timeout: 60_000 }).toBe(true);
  const button = page.getByRole('button', { name: /Try again in \d+ s/ });
  await expect.poll(() => button.isDisabled()).toBe(true);
  await accessible(page);
  await shot(page, 'sign-in-wait');
  await page.clock.setFixedTime(Date.now() + 120_000);
  await page.getByRole('button', { name: 'Sign in' }).waitFor();
  await expect.poll(() => page.getByText('Too many attempts').count()).toBe(0);
});

test('a server that is gone is said, and what was typed stays', async () => {
  const person = await house.person();
  const page = await open(house, { as: null });
  await comeFromElsewhere(page.context());
  allow(page, 'ERR_CONNECTION_REFUSED', 'ERR_CONNECTION_RESET', 'ERR_EMPTY_RESPONSE');
  await page.goto('/');
  await page.getByLabel('Name').fill(person.name);
  await page.getByLabel('Password', { exact: true }).fill(PASSWORD);
  await house.kill();
  await page.keyboard.press('Enter');
  await page.getByText('Odysseus does not answer.').waitFor();
  await house.restart();
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('navigation', { name: 'Main' }).waitFor();
});
