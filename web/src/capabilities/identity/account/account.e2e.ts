import { expect } from 'vitest';
import { PASSWORD, accessible, allow, late, open, pair, shot, story, totp, useHouse } from '../../../../e2e/support';

const house = useHouse();

story(house, 'the account is changed setting by setting', { path: '/settings/account' }, async ({ page, person, view }) => {
  allow(page, 'status of 400', 'status of 409');
  const name = page.getByLabel('Name');
  const zone = page.getByRole('combobox', { name: 'Time zone' });
  await page.getByText('In which your dates are read and shown.').waitFor();
  await accessible(page);
  await shot(page, 'account');

  // The zone is found by typing; the device's own is one press away.
  await zone.fill('tok');
  await page.getByRole('option', { name: 'Asia / Tokyo' }).waitFor();
  await accessible(page);
  await zone.press('Enter');
  await page.getByText('This device is in Europe / Berlin.').waitFor();
  await expect.poll(() => person.api('GET', '/api/account')).toMatchObject({ zone: 'Asia/Tokyo' });
  await page.getByRole('button', { name: 'Use this device’s zone' }).click();
  await expect.poll(() => person.api('GET', '/api/account')).toMatchObject({ zone: 'Europe/Berlin' });
  await zone.fill('Atlantis');
  await zone.press('Tab');
  await page.getByText('A time zone is a name of the IANA database').waitFor();
  await expect.poll(() => zone.inputValue()).toBe('Europe/Berlin');

  await page.getByLabel('Reminders for a day').fill('07:30');
  await page.getByLabel('Reminders for a day').press('Tab');
  await page.getByRole('radio', { name: '3 April' }).press('Space');
  await expect.poll(() => person.api('GET', '/api/account')).toMatchObject({ day_reminder: '07:30', day_first: true });

  // A name that is taken stays to be corrected.
  await name.fill('ann');
  await name.press('Enter');
  await page.getByText('There is a user “ann” already.').waitFor();
  await expect.poll(() => name.inputValue()).toBe('ann');
  await accessible(page);
  const wanted = `cassandra-${view.name.replaceAll(' ', '-')}`;
  await name.fill(wanted.toUpperCase());
  await name.press('Enter');
  await expect.poll(() => person.api('GET', '/api/account')).toMatchObject({ name: wanted });
  await expect.poll(() => page.getByText('already.').count()).toBe(0);

  // What another browser changes is seen here.
  await person.api('PATCH', '/api/account', { day_reminder: '08:15' });
  await expect.poll(() => page.getByLabel('Reminders for a day').inputValue()).toBe('08:15');

  await page.getByRole('radio', { name: view.scheme === 'dark' ? 'Light' : 'Dark' }).press('Space');
  await expect.poll(() => page.evaluate(() => document.documentElement.dataset.theme)).toBe(view.scheme === 'dark' ? 'light' : 'dark');
  await accessible(page);
});

story(house, 'the password is changed, and other browsers are signed out', { path: '/settings/security', in: pair }, async (scene) => {
  const { page, person, view } = scene;
  allow(page, 'status of 403');
  const other = await open(house, { ...view, as: await house.signIn(person.name), path: '/settings/account' });
  allow(other, 'status of 401');
  await other.getByText('In which your dates').waitFor();

  const current = page.getByLabel('Current password', { exact: true });
  const wanted = page.getByLabel('New password', { exact: true });
  await current.fill('not this one');
  await wanted.fill('another horse entirely');
  await wanted.press('Enter');
  await page.getByText('This is not your current password.').waitFor();
  await expect.poll(() => wanted.inputValue()).toBe('another horse entirely');
  await accessible(page);
  await current.fill(PASSWORD);
  await current.press('Enter');
  await page.getByText('Your password is changed.').waitFor();
  await expect.poll(() => current.inputValue()).toBe('');
  await expect.poll(() => wanted.inputValue()).toBe('');
  await accessible(page);
  await shot(page, 'password-changed');
  await other.getByRole('dialog', { name: 'Sign in again' }).waitFor();
});

story(house, 'two-factor sign-in is switched on, with recovery codes, and off', { path: '/settings/security' }, async (scene) => {
  const { page, person } = scene;
  allow(page, 'status of 400', 'status of 403');
  await page.getByRole('button', { name: 'Switch on' }).press('Enter');
  await page.keyboard.type('wrong');
  await page.keyboard.press('Enter');
  await page.getByText('This is not your current password.').waitFor();
  await page.keyboard.type(PASSWORD);
  await page.keyboard.press('Enter');

  const secret = await page.getByRole('dialog').locator('code').innerText();
  await page.getByRole('img', { name: 'QR code for your authenticator app' }).waitFor();
  await accessible(page);
  await shot(page, 'two-factor-code');
  // Two codes are right for a while, and this one was never.
  await page.keyboard.type(totp(secret, 100));
  await page.keyboard.press('Enter');
  await page.getByText('This code is not right now.').waitFor();
  await page.keyboard.type(totp(secret));
  await page.keyboard.press('Enter');

  const codes = page.getByRole('dialog', { name: 'Keep your recovery codes' });
  await codes.waitFor();
  await expect.poll(() => codes.locator('code').allInnerTexts()).toHaveLength(10);
  await accessible(page);
  await shot(page, 'recovery-codes');
  const saved = page.waitForEvent('download');
  await codes.getByRole('button', { name: 'Download' }).click();
  expect((await saved).suggestedFilename()).toBe('odysseus-recovery-codes.txt');
  // They are shown this once: a slip does not close them.
  await page.keyboard.press('Escape');
  await page.keyboard.press('Escape');
  await expect.poll(() => codes.isVisible()).toBe(true);
  await codes.getByRole('button', { name: 'I have kept them' }).click();
  await page.getByText('On, with 10 recovery codes left').waitFor();
  await expect.poll(() => person.api('GET', '/api/account')).toMatchObject({ two_factor: true, recovery_codes_left: 10 });
  expect(await page.evaluate(() => JSON.stringify([{ ...localStorage }, { ...sessionStorage }, location.href]))).not.toContain(
    secret.replaceAll(' ', ''),
  );
  await accessible(page);

  await page.getByRole('button', { name: 'Switch off' }).press('Enter');
  await page.keyboard.type(PASSWORD);
  await page.keyboard.press('Enter');
  await page.getByText('Two-factor sign-in is off.').waitFor();
  await expect.poll(() => person.api('GET', '/api/account')).toMatchObject({ two_factor: false });
  await expect.poll(() => page.getByRole('button', { name: 'Switch on' }).evaluate((button) => button === document.activeElement)).toBe(true);
});

story(house, 'settings that are changed one right after the other all stay', { in: pair, path: '/settings/account' }, async ({ page, person }) => {
  const [time, day] = [page.getByLabel('Reminders for a day'), page.getByRole('radio', { name: '3 April' })];
  await time.waitFor();
  const slow = await late(page, '**/api/account', { method: 'PATCH', unsent: true });
  await time.fill('07:30');
  await slow.asked;
  await day.press('Space');
  await slow.arrive();
  await expect.poll(() => person.api('GET', '/api/account')).toMatchObject({ day_reminder: '07:30', day_first: true });
  await page.getByText('Saved').waitFor();
  expect([await time.inputValue(), await day.isChecked()]).toEqual(['07:30', true]);

  const old = await late(page, '**/api/account');
  await person.api('PATCH', '/api/account', { zone: 'Asia/Tokyo' });
  await old.asked;
  await time.fill('08:15');
  await expect.poll(() => person.api('GET', '/api/account')).toMatchObject({ day_reminder: '08:15' });
  await old.arrive();
  await page.getByText('This device is in Europe / Berlin.').waitFor();
  expect(await time.inputValue()).toBe('08:15');

  // What is typed while a name is stored stays.
  const name = page.getByLabel('Name');
  const naming = await late(page, '**/api/account', { method: 'PATCH' });
  await name.fill(`${person.name}-a`);
  await name.press('Enter');
  await naming.asked;
  await name.press('End');
  await name.press('b');
  await naming.arrive();
  expect(await name.inputValue()).toBe(`${person.name}-ab`);
});
