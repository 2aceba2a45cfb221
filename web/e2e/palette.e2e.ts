import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { accessible, allow, pair, shot, story, useHouse } from './support';

const house = useHouse();

/** Opens the palette, by the key or, on a phone, by its button. */
async function opened(page: Page) {
  await page.getByRole('heading', { level: 1 }).waitFor();
  await page.getByRole('button', { name: /^Search/ }).click();
  const field = page.getByRole('combobox', { name: 'Search or do' });
  await field.waitFor();
  return field;
}

const active = (page: Page) => page.getByRole('option', { selected: true });

story(house, 'the palette finds, goes and does', { path: '/todos' }, async ({ page, person }) => {
  await person.api('POST', '/api/todos', { title: 'Call the dentist' });
  await person.api('POST', '/api/memory', { text: 'The dentist is Dr Ito' });
  const field = await opened(page);
  await page.getByRole('group', { name: 'Actions' }).waitFor();
  await accessible(page);
  await shot(page, 'palette');

  // Everything of one's own is searched.
  await field.fill('dentist');
  await page.getByRole('group', { name: 'Todos' }).getByText('Call the dentist').waitFor();
  await page.getByRole('group', { name: 'Memory' }).getByText('Dr Ito').waitFor();
  await accessible(page);
  await shot(page, 'palette-found');

  // Words begun find commands; the arrows choose, round the end too.
  await field.fill('set sess');
  await expect.poll(() => active(page).textContent()).toContain('Settings: Sessions');
  // What the words before had found has gone: nothing comes or goes among the results any more.
  const results = page.getByRole('listbox', { name: 'Results' });
  for (const name of ['Todos', 'Memory']) await results.getByRole('group', { name }).waitFor({ state: 'detached' });
  expect(await field.getAttribute('aria-activedescendant')).toBe(await active(page).getAttribute('id'));
  await page.keyboard.press('ArrowUp');
  await page.keyboard.press('ArrowDown');
  await expect.poll(() => active(page).textContent()).toContain('Settings: Sessions');
  await page.keyboard.press('Enter');
  await page.waitForURL('**/settings/sessions');

  // What was lately done stands first.
  await opened(page);
  await expect.poll(() => page.getByRole('dialog', { name: 'Search or do' }).getByRole('group').first().textContent()).toContain('Settings: Sessions');
  await page.keyboard.press('Escape');
  await field.waitFor({ state: 'detached' });
});

story(house, 'a search that fails says so, and the others still find', { path: '/todos', in: pair }, async ({ page, person }) => {
  allow(page, 'status of 500');
  await person.api('POST', '/api/memory', { text: 'Likes lighthouses' });
  await page.route('**/api/todos/search*', (route) =>
    route.fulfill({ status: 500, contentType: 'application/problem+json', json: { title: 'Fault', detail: 'The disk is full.' } }),
  );
  const field = await opened(page);
  await field.fill('lighthouses');
  await page.getByText('Likes lighthouses').waitFor();
  await page.getByText('Todos: The disk is full.').waitFor();
  await field.fill('xyzzy');
  await page.getByText('Likes lighthouses').waitFor({ state: 'detached' });
  await page.getByText('Todos: The disk is full.').waitFor();
});

story(house, 'experts run any operation, what destroys only twice', { path: '/todos', in: pair }, async ({ page, person }) => {
  allow(page, 'status of 400');
  const field = await opened(page);
  await field.fill('>todos.add');
  await page.getByRole('option', { name: /^todos\.add / }).waitFor();
  await page.keyboard.press('Enter');
  const form = page.getByRole('dialog', { name: 'todos.add' });
  await form.getByLabel('title', { exact: true }).fill('Made by hand');
  await form.getByLabel('due_date').fill('on the 45th of May');
  await accessible(page);
  await form.getByRole('button', { name: 'Run' }).click();
  // What is wrong stands at its field, in the server's words; nothing typed is lost.
  await expect.poll(() => form.getByLabel('due_date').getAttribute('aria-invalid')).toBe('true');
  await form.getByLabel('due_date').fill('');
  await form.getByRole('button', { name: 'Run' }).click();
  await form.getByText('"title": "Made by hand"').waitFor();
  await accessible(page);
  await shot(page, 'operation');
  const { items } = await person.api<{ items: { id: string; title: string }[] }>('GET', '/api/todos');
  expect(items.map(({ title }) => title)).toEqual(['Made by hand']);
  await page.keyboard.press('Escape');
  await form.waitFor({ state: 'detached' });

  await opened(page);
  await field.fill('>todos.delete');
  await page.getByRole('option', { name: /^todos\.delete / }).waitFor();
  await page.keyboard.press('Enter');
  const deletes = page.getByRole('dialog', { name: 'todos.delete' });
  await deletes.getByLabel('id').fill(items[0]?.id ?? '');
  await deletes.getByRole('button', { name: 'Run' }).click();
  await deletes.getByText('Press again').waitFor();
  expect((await person.api<{ items: unknown[] }>('GET', '/api/todos')).items).toHaveLength(1);
  await deletes.getByRole('button', { name: 'Run it now' }).click();
  await deletes.getByRole('region', { name: 'Answer' }).waitFor();
  expect((await person.api<{ items: unknown[] }>('GET', '/api/todos')).items).toHaveLength(0);
});
