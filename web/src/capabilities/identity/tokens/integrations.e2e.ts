import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { accessible, allow, late, pair, type Person, shot, story, useHouse } from '../../../../e2e/support';

const house = useHouse();
const AT = { path: '/settings/integrations', permissions: ['clipboard-read', 'clipboard-write'] };

interface Listed {
  name: string;
  scopes: string[];
  policies: Record<string, string>;
  expires_at: string | null;
}

const listed = (person: Person) => person.api<Listed[]>('GET', '/api/tokens');
const card = (page: Page, name: string) => page.getByRole('article').filter({ has: page.getByRole('heading', { name, exact: true }) });
const access = (page: Page, area: string) => page.getByRole('group', { name: area, exact: true });

/** Copies the token, and gives it once it is in the clipboard: until then it counts as not copied. */
async function copied(page: Page): Promise<string> {
  await page.evaluate(() => navigator.clipboard.writeText(''));
  await page.getByRole('button', { name: 'Copy token' }).click();
  const pasted = () => page.evaluate(() => navigator.clipboard.readText());
  await expect.poll(pasted).not.toBe('');
  return pasted();
}

story(house, 'an integration is added, with the access that was chosen', AT, async ({ page, person }) => {
  await page.getByText('Let your agent lend a hand').waitFor();
  await accessible(page);
  await shot(page, 'integrations-empty');
  await page.getByRole('link', { name: 'Something else' }).click();
  await accessible(page);
  await shot(page, 'integrations-kinds');
  await page.getByRole('link', { name: /^MCP client/ }).click();

  await expect.poll(() => page.getByLabel('Name').inputValue()).toBe('MCP client');
  await access(page, 'Todos').getByText('which includes').waitFor();
  await access(page, 'Memory').getByRole('radio', { name: 'Off', exact: true }).click();
  await access(page, 'Documents').getByRole('radio', { name: 'Just do it', exact: true }).click();
  await page.getByText(/^Not here yet:/).click();
  await access(page, 'Email').getByRole('radio', { name: 'Read, draft, send', exact: true }).click();
  await page.getByLabel('Expires').selectOption('On a day…');
  await page.getByLabel('Last day').fill('2099-01-31');
  await accessible(page);
  await shot(page, 'integration-form');
  expect(await listed(person), 'nothing is made before it is asked for').toEqual([]);
  await page.getByRole('button', { name: 'Create' }).click();

  await page.getByText('Waiting for the first call.').waitFor();
  expect(await listed(person)).toMatchObject([
    {
      name: 'MCP client',
      policies: { 'todos:write': 'ask', 'documents:write': 'allow', 'email:send': 'ask' },
      expires_at: expect.stringMatching(/^2099-01-31T23:00/),
    },
  ]);
  await accessible(page);
  await shot(page, 'integration-token');
  await copied(page);
  await page.getByRole('link', { name: 'All integrations' }).click();
  await card(page, 'MCP client').getByText('Todos: change, asks before deleting · Documents: change').waitFor();
  await card(page, 'MCP client').getByText('Until 31 Jan 2099').waitFor();
  await person.token(['todos:read'], 'A very long name of somebody’s laptop, אבג, Donaudampfschifffahrtsgesellschaft');
  await page.getByText('Donaudampfschiff').waitFor();
  await accessible(page);
  await shot(page, 'integrations');
});

story(house, 'a token is shown once, and nobody leaves it behind unmeant', { ...AT, path: '/settings/integrations?add=mcp', in: pair }, async ({ page }) => {
  await page.getByRole('button', { name: 'Create' }).click();
  await page.getByText('Waiting for the first call.').waitFor();
  for (const client of ['Codex', 'Cursor', 'VS Code', 'Others', 'Claude Code']) {
    await page.getByRole('radio', { name: client, exact: true }).click();
    await page.locator('pre').filter({ hasText: `${house.url}/mcp` }).waitFor();
  }

  // Whoever leaves without the token is asked once.
  await page.getByRole('button', { name: 'Done', exact: true }).click();
  await page.getByRole('dialog', { name: 'You have not copied the token' }).waitFor();
  await accessible(page);
  await page.getByRole('button', { name: 'Back to the token' }).click();
  const token = await copied(page);
  const called = await house.agent(token).call('GET', '/api/codex/capabilities');
  expect(called.status).toBe(200);
  await page.getByText('Connected.').waitFor();
  await page.getByRole('button', { name: 'Done', exact: true }).click();
  await expect.poll(() => page.evaluate(() => document.activeElement?.textContent)).toBe('MCP client');
  await page.reload();
  await page.getByText('It cannot be shown again').waitFor();
  expect(await page.content()).not.toContain(token);

  await page.goto('/settings/integrations?add=mcp');
  await expect.poll(() => page.getByLabel('Name').inputValue()).toBe('MCP client 2');
});

story(house, 'access is changed, renamed and taken back', { ...AT, in: pair }, async ({ page, person }) => {
  const agent = await person.agent(['todos:write=ask', 'memory:read'], 'Claude Agent');
  await page.getByRole('link', { name: 'Claude Agent' }).click();
  await page.getByText('What it may do').waitFor();

  // A change counts at once, and asks nobody else.
  await access(page, 'Todos').getByRole('radio', { name: 'Read', exact: true }).click();
  await expect.poll(async () => (await agent.call('POST', '/api/codex/todos', { action: 'add', title: 'Pay rent' })).status).toBe(403);
  await access(page, 'Memory').getByRole('radio', { name: 'Read and change', exact: true }).click();
  await expect.poll(async () => (await listed(person))[0]?.policies).toEqual({ 'todos:read': 'allow', 'memory:read': 'allow', 'memory:write': 'ask' });

  // One that fails falls back, and says why.
  allow(page, 'status of 403');
  await page.route('**/api/tokens/*', (route) =>
    route.request().method() === 'PATCH'
      ? route.fulfill({ status: 403, json: { title: 'Forbidden', status: 403, detail: 'Only an administrator can grant it.' } })
      : route.fallback(),
  );
  await access(page, 'Documents').getByRole('radio', { name: 'Read', exact: true }).click();
  await page.getByText('Only an administrator can grant it.').waitFor();
  await expect.poll(() => access(page, 'Documents').getByRole('radio', { name: 'Off' }).isChecked()).toBe(true);
  await accessible(page);
  await page.unroute('**/api/tokens/*');

  // Renamed by keys alone; what it may do stays.
  await page.getByRole('button', { name: 'Rename' }).press('Enter');
  await page.keyboard.type('Kitchen');
  await page.keyboard.press('Escape');
  await page.getByRole('heading', { name: 'Claude Agent' }).waitFor();
  await page.keyboard.press('Enter');
  await page.keyboard.type('Kitchen');
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'Kitchen' }).waitFor();
  await expect.poll(async () => (await listed(person))[0]).toMatchObject({ name: 'Kitchen', policies: { 'memory:write': 'ask' } });
  await page.getByLabel('Expires').selectOption('In 90 days');
  await expect.poll(async () => (await listed(person))[0]?.expires_at).not.toBeNull();
  await page.getByText(/^Until \d/).waitFor();

  await page.getByRole('button', { name: 'Revoke…' }).click();
  await accessible(page);
  await page.getByRole('dialog').getByRole('button', { name: 'Keep it' }).click();
  await page.getByRole('button', { name: 'Revoke…' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Revoke' }).click();
  await page.getByText('Let your agent lend a hand').waitFor();
  await expect.poll(async () => (await agent.call('GET', '/api/codex/todos')).status).toBe(401);
});

story(house, 'the list keeps up, and its menu works by keys', { ...AT, in: pair }, async ({ page, person }) => {
  await page.getByText('Let your agent lend a hand').waitFor();
  await person.token(['todos:write'], 'Codex Agent');
  const codex = card(page, 'Codex Agent');
  await codex.getByText('Todos: change').waitFor();
  await codex.getByRole('button', { name: 'More about Codex Agent' }).focus();
  await page.keyboard.press('Enter');
  await page.keyboard.press('r');
  await page.keyboard.press('Enter');
  await page.keyboard.type('Night shift');
  await page.keyboard.press('Enter');
  await card(page, 'Night shift').waitFor();
  await expect.poll(() => listed(person)).toMatchObject([{ name: 'Night shift', scopes: ['todos:read', 'todos:write'] }]);
  await expect.poll(() => page.evaluate(() => document.activeElement?.textContent)).toBe('Night shift');

  // Without the server the list stays, and says what is wrong.
  allow(page, /./);
  await page.route('**/api/tokens', (route) => route.abort());
  // Nor is anything told that would have it read again by itself.
  await page.route(/\/api\/events/, (route) => route.abort());
  await page.reload();
  await page.getByText('Odysseus does not answer.').first().waitFor();
  await page.unroute('**/api/tokens');
  await page.getByRole('main').getByRole('button', { name: 'Try again' }).click();
  await card(page, 'Night shift').waitFor();
});

story(house, 'a list from before a change takes no access back, and hides nothing new', { ...AT, in: pair }, async ({ page, person }) => {
  await page.getByText('Let your agent lend a hand').waitFor();
  await person.token(['todos:read'], 'First');
  await card(page, 'First').getByRole('link', { name: 'First' }).click();
  const more = access(page, 'Todos').getByRole('radio', { name: 'Read and change', exact: true });
  await more.waitFor();
  const old = await late(page, '**/api/tokens');
  await person.token(['todos:read'], 'Second');
  await old.asked;
  await more.press('Space');
  await expect.poll(async () => (await listed(person)).find(({ name }) => name === 'First')?.scopes).toEqual(['todos:read', 'todos:write']);
  await old.arrive();
  await page.getByRole('link', { name: 'All integrations' }).click();
  await card(page, 'Second').waitFor();
  await card(page, 'First').getByText('Todos: change').waitFor();
});
