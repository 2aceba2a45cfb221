import { expect } from 'vitest';
import { Gate, accessible, allow, pair, shot, story, useHouse } from '../../../../e2e/support';

const house = useHouse();
const AT = { path: '/settings/activity' };

story(house, 'what agents did is told in plain words, live, and what they deleted comes back', AT, async ({ page, person }) => {
  await page.getByText('Nothing has been done yet').waitFor();
  await accessible(page);
  const agent = await person.agent(['todos:write', 'memory:read'], 'Kitchen agent');
  const call = (body: object) => agent.call<{ id: string }>('POST', '/api/codex/todos', body);
  const added = await call({ action: 'add', title: 'Old shopping list', content: 'Milk. '.repeat(80) });
  await page.getByText('Kitchen agent added a todo “Old shopping list”').waitFor();
  await call({ action: 'add', title: 'Bad date', due_date: 'blursday' });
  await agent.call('POST', '/api/codex/memory', { action: 'add', text: 'Likes tea' });
  await call({ action: 'delete', id: added.body.id.slice(0, 8) });
  await page.getByText('Kitchen agent deleted a todo “Old shopping list”').waitFor();
  await page.getByText('You added an integration').waitFor();

  await page.getByText(/Kitchen agent tried to add a todo/).click();
  await page.getByText('was not understood as a date or time').waitFor();
  await page.getByText(/Kitchen agent wanted to add a (fact|memory)/).click();
  await page.getByText('API token missing required scope: memory:write').waitFor();
  await page.getByText('Kitchen agent added a todo “Old').click();
  await page.getByText(/Show all 480 characters/).click();
  await page.getByRole('paragraph').filter({ hasText: 'Milk. '.repeat(80).trim() }).waitFor();
  await accessible(page);
  await shot(page, 'activity');

  await page.getByRole('button', { name: 'Restore “Old shopping list”' }).click();
  await page.getByText('“Old shopping list” is back.').waitFor();
  await page.getByText('You brought back a todo').waitFor();
  const { items } = await person.api<{ items: { title: string }[] }>('GET', '/api/todos');
  expect(items.map(({ title }) => title)).toEqual(['Old shopping list']);
  await expect.poll(() => page.getByRole('button', { name: /^Restore/ }).count()).toBe(0);
});

story(house, 'filters are in the address, old entries come by page, a failure says so', { ...AT, in: pair }, async ({ page, person }) => {
  const agent = await person.agent(['todos:write'], 'Night shift');
  for (let number = 1; number <= 60; number += 1) await agent.call('POST', '/api/codex/todos', { action: 'add', title: `Todo ${number}` });
  await person.api('POST', '/api/todos', { title: 'Mine' });
  await page.reload();
  await page.getByText('“Todo 60”').waitFor();
  await expect.poll(() => page.getByText('“Todo 3”', { exact: true }).count()).toBe(0);
  await page.getByRole('button', { name: 'Show older' }).click();
  await page.getByText('“Todo 3”', { exact: true }).waitFor();
  await expect.poll(() => page.getByRole('button', { name: 'Show older' }).count()).toBe(0);

  await page.getByLabel('Who').selectOption('You');
  await page.getByText('You added a todo “Mine”').waitFor();
  await expect.poll(() => page.getByText('Night shift added').count()).toBe(0);
  await page.getByLabel('Who').selectOption('Night shift');
  await page.getByText('“Todo 60”').waitFor();
  expect(new URL(page.url()).searchParams.get('token')).toBeTruthy();
  await page.getByRole('radio', { name: 'Deletions' }).click();
  await page.getByText('Nothing of that kind').waitFor();
  await accessible(page);
  await page.goBack();
  await page.goto('/settings/activity?what=open');
  await page.getByText('Nothing of that kind').waitFor();

  allow(page, 'ERR_FAILED');
  await page.route('**/api/activity*', (route) => route.abort());
  await page.getByRole('link', { name: 'Show everything' }).click();
  await page.getByText('Odysseus does not answer.').first().waitFor();
  await page.unroute('**/api/activity*');
  await page.getByRole('main').getByRole('button', { name: 'Try again' }).click();
  await page.getByText('“Todo 60”').waitFor();
});

story(house, 'what happens while the record is being read is in it once', { ...AT, in: pair }, async ({ page, person }) => {
  const agent = await person.agent(['todos:write'], 'Early bird');
  const add = (title: string) => agent.call('POST', '/api/codex/todos', { action: 'add', title });
  await add('Before');
  await page.getByText('Early bird added a todo “Before”').waitFor();
  // Elsewhere, so that what is held is the first that the record asks.
  await page.goto('/settings/about');
  let held = false;
  const gate = new Gate();
  await page.route('**/api/activity?*', async (route) => {
    if (held) return route.continue();
    held = true;
    const response = await route.fetch();
    await gate.opened;
    await route.fulfill({ response });
  });
  // What is due is counted when the page begins, and at what is told live, which the record hears of a little earlier.
  let counted = 0;
  page.on('requestfinished', (request) => (counted += request.url().includes('section=today') ? 1 : 0));
  await page.goto(AT.path);
  await expect.poll(() => held).toBe(true);
  await expect.poll(() => counted).toBeGreaterThan(0);
  const before = counted;
  await add('Meanwhile');
  await expect.poll(() => counted).toBeGreaterThan(before);
  gate.open();
  for (const title of ['Meanwhile', 'Before']) {
    await page.getByText(`Early bird added a todo “${title}”`).first().waitFor();
    expect(await page.getByText(`Early bird added a todo “${title}”`).count()).toBe(1);
  }
});
