import { expect, onTestFinished, test } from 'vitest';
import { House, accessible, allow, open, pair, shot, views } from '../../../e2e/support';

/** A house of one's own at its one-time link. It ends after the pages, which would miss it. */
async function unset(tell: (house: House, link: string) => Promise<void>): Promise<void> {
  const house = await House.start({ admin: false });
  onTestFinished(() => house.stop());
  await tell(house, await house.setupLink());
}

test.for(views)('the printed link makes the first account, and is used up ($name)', (view) =>
  unset(async (house, link) => {
    const page = await open(house, { ...view, as: null, path: new URL(link).pathname + new URL(link).search });
    allow(page, 'status of 400', 'status of 403');
    const make = page.getByRole('button', { name: 'Make the account' });

    // What is wrong is said at its field, and what was typed stays.
    await page.getByLabel('Name').fill('Ann of Troy');
    await page.getByLabel('Password', { exact: true }).fill('seven77');
    await page.getByText('One more character at least.').waitFor();
    await page.getByLabel('Password', { exact: true }).fill('correct horse battery');
    await page.getByText('Long, which is good.').waitFor();
    await accessible(page);
    await page.keyboard.press('Enter');
    await page.getByText('A user name is 1 to 64').waitFor();
    await expect.poll(() => page.getByLabel('Name').evaluate((input) => input === document.activeElement)).toBe(true);
    await page.getByLabel('Name').fill('Ann');
    await page.getByRole('combobox', { name: 'Time zone' }).fill('nowhere');
    await page.getByText('No zone begins so.').waitFor();
    await make.click();
    await page.getByText('A time zone is a name of the IANA database').waitFor();
    await page.getByRole('combobox', { name: 'Time zone' }).fill('rome');
    await page.keyboard.press('Enter');
    await expect.poll(() => page.getByRole('combobox', { name: 'Time zone' }).inputValue()).toBe('Europe/Rome');
    await accessible(page);
    await shot(page, 'set-up');
    await make.click();

    await page.waitForURL('**/welcome');
    await expect.poll(() => page.url()).not.toContain('token');
    await page.getByRole('heading', { level: 1 }).waitFor();
    const account = await page.evaluate(async () => (await fetch('/api/account')).json());
    expect(account).toMatchObject({ name: 'ann', admin: true, zone: 'Europe/Rome' });

    const later = await open(house, { ...view, as: null, path: new URL(link).pathname + new URL(link).search });
    await later.getByRole('heading', { name: 'This Odysseus is set up' }).waitFor();
    await accessible(later);
    await later.getByRole('link', { name: 'Sign in' }).click();
    await later.getByLabel('Name').waitFor();
  }),
);

test.for(pair)('a link that is not good can be replaced without typing again ($name)', (view) =>
  unset(async (house, link) => {
    const page = await open(house, { ...view, as: null, path: `/setup?token=${'x'.repeat(43)}` });
    allow(page, 'status of 403');
    await page.getByLabel('Name').fill('ann');
    await page.getByLabel('Password', { exact: true }).fill('correct horse battery');
    await page.keyboard.press('Enter');
    await page.getByText('This set-up link is wrong, expired or was used.').waitFor();
    await page.getByLabel('Another link').fill(link);
    await accessible(page);
    await page.keyboard.press('Enter');
    await page.waitForURL('**/welcome');
  }),
);

test.for(pair)('without the link the page says where it is, and takes it ($name)', (view) =>
  unset(async (house, link) => {
    const page = await open(house, { ...view, as: null, path: '/todos' });
    await page.getByRole('heading', { name: 'No account here yet' }).waitFor();
    await page.getByText('Make it on the command line instead').click();
    await page.getByText('odysseus user create').waitFor();
    await accessible(page);
    await shot(page, 'no-account');
    await page.getByLabel('Set-up link').fill('what is this');
    await page.keyboard.press('Enter');
    await page.getByText('That is not the link.').waitFor();
    await page.getByLabel('Set-up link').fill(link);
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Welcome to Odysseus' }).waitFor();
    await expect.poll(() => page.url()).not.toContain('token');
  }),
);
