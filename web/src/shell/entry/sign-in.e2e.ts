import { type BrowserContext } from 'playwright-core';
import { expect, test } from 'vitest';
import { PASSWORD, type Person, accessible, allow, open, pair, shot, totp, useHouse, views } from '../../../e2e/support';

const house = useHouse();
let visitors = 0;

/** Sign-ins are limited by address: each story comes from one of its own. */
function comeFromElsewhere(context: BrowserContext): Promise<void> {
  visitors += 1;
  return context.setExtraHTTPHeaders({ 'x-forwarded-for': `10.77.0.${visitors}` });
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
  expect(new URL(page.url()).pathname).toBe('/settings/sessions');
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
  await page.keyboard.type((recovery[0] ?? '').toUpperCase().replaceAll('-', ' '));
  await page.keyboard.press('Enter');
  await page.getByRole('navigation', { name: 'Main' }).waitFor();
  await expect.poll(() => person.api('GET', '/api/account')).toMatchObject({ recovery_codes_left: 9 });
});

test.for(pair)('after too many attempts it says how long to wait, and counts down ($name)', async (view) => {
  const person = await house.person();
  const page = await open(house, { ...view, as: null });
  await comeFromElsewhere(page.context());
  allow(page, 'status of 401', 'status of 429');
  await page.goto('/');
  await page.clock.install();
  await page.getByLabel('Name').fill(person.name);
  const answers = await page.evaluate(async (username) => {
    const attempt = () =>
      fetch('/api/auth/login', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ username, password: 'wrong' }),
      });
    return (await Promise.all(Array.from({ length: 12 }, attempt))).map(({ status }) => status);
  }, person.name);
  expect(answers).toContain(429);
  await page.getByLabel('Password', { exact: true }).fill('wrong');
  await page.keyboard.press('Enter');
  await page.getByText('Too many attempts to sign in from this address').waitFor();
  const button = page.getByRole('button', { name: /Try again in \d+ s/ });
  await expect.poll(() => button.isDisabled()).toBe(true);
  await accessible(page);
  await shot(page, 'sign-in-wait');
  await page.clock.fastForward('02:00');
  await page.getByRole('button', { name: 'Sign in' }).waitFor();
  await expect.poll(() => page.getByText('Too many attempts').count()).toBe(0);
});

test('a server that is gone is said, and what was typed stays', async () => {
  const person = await house.person();
  const page = await open(house, { as: null });
  await comeFromElsewhere(page.context());
  allow(page, 'ERR_CONNECTION_REFUSED');
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
