import { expect } from 'vitest';
import { late, story, useHouse, views } from '../../../../e2e/support';

const house = useHouse();
/** Only there is the list beside the version. */
const wide = views.filter(({ width }) => width > 600).slice(0, 1);

story(house, 'the version that was chosen is restored, whichever is looked at meanwhile', { in: wide }, async ({ page, person }) => {
  const { id } = await person.api<{ id: string }>('POST', '/api/documents', { title: 'Plan', content: 'One.\n' });
  // Of two makers: what one saves again takes the place of what they saved before.
  const agent = await person.agent(['documents:write']);
  expect((await agent.call('PATCH', `/api/codex/documents/${id}`, { content: 'Two.\n', base_version: 1 })).status).toBe(200);
  await person.api('PATCH', `/api/documents/${id}`, { content: 'Three.\n', base_version: 2 });
  await page.goto(`/documents/${id}?versions=1`);
  await page.getByRole('button', { name: 'Restore' }).waitFor();
  const saving = await late(page, `**/api/documents/${id}`, { method: 'PATCH', unsent: true });
  await page.getByLabel('Title', { exact: true }).fill('Another name');
  await saving.asked;
  await page.getByRole('region', { name: 'Version 1' }).getByRole('button', { name: 'Restore' }).click();
  await page.getByRole('complementary', { name: 'Versions' }).getByRole('button', { name: 'Claude Agent' }).click();
  await page.getByRole('heading', { name: 'Version 2' }).waitFor();
  await saving.arrive();
  await page.getByText('Version 1 is restored.').waitFor();
  await expect.poll(() => person.api('GET', `/api/documents/${id}`)).toMatchObject({ title: 'Another name', content: 'One.\n' });
});
