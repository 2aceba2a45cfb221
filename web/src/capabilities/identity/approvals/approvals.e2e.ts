import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { accessible, type Agent, allow, late, pair, type Person, shot, story, useHouse } from '../../../../e2e/support';

const house = useHouse();
const AT = { path: '/settings/approvals' };

/** An agent that asks before it deletes, and a way to let it try. */
async function asking(person: Person): Promise<{ agent: Agent; remove: (id: string) => Promise<number> }> {
  const agent = await person.agent(['todos:write=ask', 'documents:write=ask']);
  const remove = async (id: string) => (await agent.call('POST', '/api/codex/todos', { action: 'delete', id })).status;
  return { agent, remove };
}

async function todo(person: Person, title: string): Promise<string> {
  return (await person.api<{ id: string }>('POST', '/api/todos', { title })).id;
}

const question = (page: Page, title: string) => page.getByRole('article').filter({ has: page.getByRole('link', { name: title }) });
/** Waits until the server has the person's word, which the page shows at once. */
const said = (person: Person, status: 'approved' | 'denied') =>
  expect.poll(async () => (await person.api<{ status: string }[]>('GET', '/api/approvals?status=all')).map((one) => one.status)).toContain(status);
const titles = async (person: Person) =>
  (await person.api<{ items: { title: string }[] }>('GET', '/api/todos')).items.map(({ title }) => title);

story(house, 'an agent asks, the person sees what it would do, says yes, and it is done once', AT, async ({ page, person }) => {
  await page.getByText('Nothing waits for you').waitFor();
  await accessible(page);
  await shot(page, 'approvals-empty');
  const { agent, remove } = await asking(person);
  const id = await todo(person, 'Old shopping list');
  await todo(person, 'Pay rent');

  expect(await remove(id.slice(0, 8))).toBe(428);
  const asked = question(page, 'Old shopping list');
  await asked.getByRole('heading', { name: 'Claude Agent wants to delete a todo' }).waitFor();
  await asked.getByText('It stays in the trash for 30 days').waitFor();
  await asked.getByText(id.slice(0, 8), { exact: true }).waitFor();
  await asked.getByText('As JSON').click();
  expect(JSON.parse((await asked.locator('pre').textContent()) ?? '')).toEqual({ id: id.slice(0, 8) });
  await asked.getByText(/expires tomorrow/).waitFor();
  expect(await titles(person), 'nothing has happened yet').toContain('Old shopping list');
  const settings = page.getByRole('link', { name: /Settings/ }).or(page.getByRole('button', { name: /More$/ }));
  await settings.getByText('1').first().waitFor();
  await accessible(page);
  await shot(page, 'approvals');

  await asked.getByRole('button', { name: 'Approve' }).click();
  await asked.getByText('it will be done once').waitFor();
  await accessible(page);
  await said(person, 'approved');
  expect(await remove(id.slice(0, 8))).toBe(200);
  await page.getByText('Approved, and done once by Claude Agent.').waitFor();
  expect(await remove(id.slice(0, 8))).not.toBe(200);
  expect(await titles(person)).toEqual(['Pay rent']);

  // A document, asked about by its content type: the same page, another thing.
  const document = await person.api<{ id: string }>('POST', '/api/documents', { title: 'Trip to Rome', content: 'In May.' });
  expect((await agent.call('DELETE', `/api/codex/documents/${document.id}`)).status).toBe(428);
  await question(page, 'Trip to Rome').getByRole('heading', { name: 'Claude Agent wants to delete a document' }).waitFor();
});

story(house, 'no is no; keys decide the question in focus; what was decided stays to be seen', { ...AT, in: pair }, async ({ page, person }) => {
  const { remove } = await asking(person);
  const [keep, drop] = [await todo(person, 'Keep me'), await todo(person, 'Drop me')];
  await remove(keep);
  await remove(drop);
  await question(page, 'Drop me').getByRole('button', { name: 'Approve' }).waitFor();
  await page.keyboard.press('a');
  await expect.poll(() => page.getByRole('main').getByRole('button', { name: 'Approve' }).count(), { message: 'keys do nothing to what is not in focus' }).toBe(2);

  await question(page, 'Keep me').focus();
  await page.keyboard.press('d');
  await question(page, 'Keep me').getByText('you said no').waitFor();
  await question(page, 'Drop me').getByRole('button', { name: 'Deny' }).focus();
  await page.keyboard.press('a');
  await question(page, 'Drop me').getByText('it will be done once').waitFor();
  await said(person, 'denied');
  await said(person, 'approved');
  expect(await remove(keep)).toBe(403);
  expect(await remove(drop)).toBe(200);
  expect(await titles(person)).toEqual(['Keep me']);

  await page.reload();
  await page.getByText('Nothing waits for you').waitFor();
  const before = page.getByRole('list').filter({ hasText: 'Approved and done' });
  await before.getByText('Denied', { exact: true }).click();
  await before.getByRole('link', { name: 'Keep me' }).waitFor();
  await page.evaluate(() => scrollTo(0, 0));
  await accessible(page);
  await shot(page, 'approvals-before');
});

story(house, 'a decision that fails is taken back; one made elsewhere shows; a link leads to its question', { ...AT, in: pair }, async ({ page, person }) => {
  const { remove } = await asking(person);
  const id = await todo(person, 'Water plants');
  await remove(id);
  const asked = question(page, 'Water plants');
  allow(page, 'ERR_FAILED');
  await page.route('**/approve', (route) => route.abort());
  await asked.getByRole('button', { name: 'Approve' }).click();
  await asked.getByText('Odysseus does not answer.').waitFor();
  await asked.getByRole('button', { name: 'Approve' }).waitFor();
  await accessible(page);
  expect(await remove(id)).toBe(428);

  const notices = await person.api<{ items: { kind: string; url: string }[] }>('GET', '/api/notifications');
  const link = notices.items.find(({ kind }) => kind === 'approval.asked')?.url ?? '';
  await page.goto(link);
  await asked.getByRole('button', { name: 'Approve' }).waitFor();
  await expect.poll(() => asked.evaluate((article) => article === document.activeElement)).toBe(true);

  const [waiting] = await person.api<{ id: string }[]>('GET', '/api/approvals');
  await person.api('POST', `/api/approvals/${waiting?.id}/deny`);
  await page.getByText('Nothing waits for you').waitFor();
  await page.getByText('Denied').first().waitFor();
});

story(house, 'what was decided does not wait again, whatever was read before', { ...AT, in: pair }, async ({ page, person }) => {
  const { remove } = await asking(person);
  await remove(await todo(person, 'Drop me'));
  const asked = question(page, 'Drop me');
  await asked.getByRole('button', { name: 'Approve' }).waitFor();
  const [list, count] = [await late(page, '**/api/approvals?status=all'), await late(page, /status=pending$/)];
  await remove(await todo(person, 'Keep me'));
  await Promise.all([list.asked, count.asked]);
  await asked.getByRole('button', { name: 'Approve' }).click();
  await asked.getByText('it will be done once').waitFor();
  await page.evaluate(() => {
    const look = () => document.querySelectorAll('article button').length > 2 && document.body.setAttribute('data-fell-back', '');
    new MutationObserver(look).observe(document.body, { childList: true, subtree: true });
  });
  await Promise.all([list.arrive(), count.arrive()]);
  await question(page, 'Keep me').getByRole('button', { name: 'Approve' }).waitFor();
  expect(await page.locator('body[data-fell-back]').count()).toBe(0);
  const settings = page.getByRole('link', { name: /Settings/ }).or(page.getByRole('button', { name: /More$/ }));
  await settings.getByText('1').first().waitFor();
});
