import { expect } from 'vitest';
import { Gate, accessible, goTo, pair, shot, story, useHouse } from '../../../e2e/support';
import { isPhone, line, listed, remember, rowOf, texts, toDo } from './memory.story';

const house = useHouse();
const AT = { path: '/memory' };

story(house, 'a fact is told, known already, corrected, put in mind, forgotten and brought back', AT, async ({ page, person, view }) => {
  await page.getByText('Nothing is remembered yet').waitFor();
  await accessible(page);
  await shot(page, 'memory-empty');

  await remember(page, 'Likes green tea');
  await rowOf(page, 'Likes green tea').waitFor();
  await remember(page, 'likes GREEN tea');
  await page.getByText('That is already remembered').waitFor();
  await expect.poll(() => page.locator('[data-memory]').count()).toBe(1);

  await rowOf(page, 'green tea').getByRole('button', { name: 'Category: Fact' }).click();
  await page.getByRole('menuitemradio', { name: 'Preference' }).click();
  await rowOf(page, 'green tea').getByRole('button', { name: 'Category: Preference' }).waitFor();

  await toDo(page, view, 'Likes green tea', 'Always in mind');
  await page.getByRole('list', { name: 'Always in mind' }).getByText('Likes green tea').waitFor();

  await toDo(page, view, 'Likes green tea', 'Edit');
  await page.getByRole('textbox', { name: 'Fact', exact: true }).fill('Likes black tea');
  await page.keyboard.press('Enter');
  await expect.poll(() => texts(person)).toEqual(['Likes black tea']);
  await rowOf(page, 'Likes black tea').getByText('changed just now').waitFor();

  const agent = await person.agent(['memory:write'], 'Kitchen agent');
  const text = '<img src=x onerror="document.title=1"> <b>no</b> sugar';
  expect((await agent.call('POST', '/api/codex/memory', { text, source: 'a web page' })).status).toBe(200);
  const noted = rowOf(page, 'sugar');
  await noted.getByText('Kitchen agent').waitFor();
  await expect.poll(() => noted.locator('.text').textContent()).toBe(text);
  await expect.poll(() => page.locator('main img, main b').count()).toBe(0);
  await accessible(page);
  await shot(page, 'memory');

  await toDo(page, view, 'Likes black tea', 'Forget');
  await rowOf(page, 'Likes black tea').waitFor({ state: 'detached' });
  await expect.poll(() => texts(person)).toEqual([text]);
  await page.getByRole('button', { name: 'Undo' }).click();
  await page.getByRole('list', { name: 'Always in mind' }).getByText('Likes black tea').waitFor();
  await expect.poll(() => texts(person)).toHaveLength(2);
  const restored = (await listed(person)).find((item) => item.text === 'Likes black tea');
  expect(restored).toMatchObject({ text: 'Likes black tea', category: 'preference', pinned: true });
});

story(house, 'everything by the keyboard', { ...AT, in: pair.filter((view) => !isPhone(view)) }, async ({ page, person }) => {
  for (const text of ['Third', 'Second', 'First']) await person.api('POST', '/api/memory', { text });
  await rowOf(page, 'First').waitFor();
  const focused = () => page.locator(':focus').getAttribute('aria-label');
  await page.keyboard.press('j');
  await expect.poll(focused).toBe('First');
  await page.keyboard.press('j');
  await expect.poll(focused).toBe('Second');
  await page.keyboard.press('Enter');
  await page.keyboard.press('End');
  await page.keyboard.type(' of all');
  await page.keyboard.press('Shift+Enter');
  await page.keyboard.type('with a line');
  await page.keyboard.press('Enter');
  await expect.poll(focused).toContain('Second of all with a line');
  await page.keyboard.press('e');
  await page.keyboard.type('lost');
  await page.keyboard.press('Escape');
  await expect.poll(focused).toContain('Second of all with a line');
  await page.keyboard.press('p');
  await page.getByRole('list', { name: 'Always in mind' }).getByText('Second of all').waitFor();
  await page.keyboard.press('j');
  await page.keyboard.press('x');
  await page.getByRole('toolbar', { name: 'Picked facts' }).getByText('1 picked').waitFor();
  await page.keyboard.press('Escape');
  await page.getByRole('toolbar').waitFor({ state: 'detached' });
  await page.keyboard.press('#');
  await rowOf(page, 'First').waitFor({ state: 'detached' });
  await expect.poll(focused).toBe('Third');
  await page.keyboard.press('/');
  await page.keyboard.type('second');
  await page.getByText('1 fact found').waitFor();
  await page.keyboard.press('ArrowDown');
  await expect.poll(focused).toContain('Second');
  await page.keyboard.press('c');
  await page.keyboard.type('Fourth');
  await page.keyboard.press('Enter');
  await expect.poll(() => texts(person)).toContain('Fourth');
  await page.keyboard.press('Escape');
  await page.keyboard.press('?');
  await page.getByRole('dialog').getByText('Forget the fact').waitFor();
});

story(house, 'older news of a fact do not take back what was just changed', { ...AT, in: pair.filter((view) => !isPhone(view)) }, async ({ page, person }) => {
  const { id } = await person.api<{ id: string }>('POST', '/api/memory', { text: 'Plays chess' });
  await person.api('POST', '/api/memory', { text: 'Likes tea' });
  await rowOf(page, 'Likes tea').waitFor();
  const changed = new Gate();
  const older = new Gate();
  let read = 0;
  let fetched = false;
  await page.route(`**/api/memory/${id}`, async (route) => {
    if (route.request().method() !== 'GET') return changed.opened.then(() => route.continue());
    const response = await route.fetch();
    fetched = true;
    await older.opened;
    await route.fulfill({ response });
    read += 1;
  });

  await person.api('PATCH', `/api/memory/${id}`, { text: 'Plays Go' });
  await expect.poll(() => fetched).toBe(true);
  const focused = () => page.locator(':focus').getAttribute('aria-label');
  await page.keyboard.press('j');
  await page.keyboard.press('j');
  await expect.poll(focused).toBe('Plays chess');
  await page.evaluate(() => {
    const took = { back: false };
    Object.assign(globalThis, { took });
    new MutationObserver(() => (took.back ||= document.querySelector('[aria-label="Facts"]')?.textContent?.includes('Plays') ?? false)).observe(
      document.body,
      { childList: true, subtree: true, characterData: true },
    );
  });
  await page.keyboard.press('p');
  const pinned = page.getByRole('list', { name: 'Always in mind' });
  await pinned.getByText('Plays chess').waitFor();
  await expect.poll(focused).toBe('Plays chess');
  older.open();
  await expect.poll(() => read).toBeGreaterThan(0);
  changed.open();
  await pinned.getByText('Plays Go').waitFor();
  await expect.poll(focused).toBe('Plays Go');
  expect(await page.evaluate(() => (globalThis as unknown as { took: { back: boolean } }).took.back)).toBe(false);
});

story(house, 'what is looked for is in the address', { ...AT, in: pair }, async ({ page, person }) => {
  await person.api('POST', '/api/memory', { text: 'Ada plays the cello', category: 'contact' });
  await person.api('POST', '/api/memory', { text: 'Learn the cello', category: 'goal', pinned: true });
  await person.api('POST', '/api/memory', { text: 'Coffee in the morning', category: 'preference' });
  const search = page.getByRole('searchbox');
  await search.fill('cello');
  await page.getByText('2 facts found, by words').waitFor();
  await expect.poll(() => new URL(page.url()).search).toBe('?q=cello');
  await accessible(page);
  await shot(page, 'memory-search');
  await page.getByRole('link', { name: /Goals/ }).click();
  await page.getByText('1 fact found').waitFor();
  await page.reload();
  await rowOf(page, 'Learn the cello').getByText('Always in mind').waitFor();
  await expect.poll(() => search.inputValue()).toBe('cello');
  await expect.poll(() => page.locator('[data-memory]').count()).toBe(1);
  await page.goBack();
  await page.getByText('2 facts found').waitFor();
  await search.fill('xylophone');
  await page.getByText('Nothing fits “xylophone”.').waitFor();
  await page.getByRole('link', { name: 'Show everything' }).click();
  await rowOf(page, 'Coffee').waitFor();
  await expect.poll(() => search.inputValue()).toBe('');
  await page.getByRole('link', { name: /Always in mind/ }).click();
  await rowOf(page, 'Coffee').waitFor({ state: 'detached' });
  await page.goto('/memory?order=oldest');
  await rowOf(page, 'Coffee').waitFor();
  await expect.poll(() => page.locator('[data-memory]').allTextContents()).toEqual([
    expect.stringContaining('Learn'),
    expect.stringContaining('Ada'),
    expect.stringContaining('Coffee'),
  ]);
});

story(house, 'two tabs agree, and a draft survives what the other one does', { ...AT, in: pair }, async ({ page, person, view }) => {
  await person.api('POST', '/api/memory', { text: 'Born in Lund' });
  const other = await page.context().newPage();
  await other.goto('/memory');
  await rowOf(other, 'Born in Lund').waitFor();
  await rowOf(page, 'Born in Lund').waitFor();
  await toDo(page, view, 'Born in Lund', 'Edit');
  await page.getByRole('textbox', { name: 'Fact', exact: true }).fill('Born in Malmö');
  await toDo(other, view, 'Born in Lund', 'Edit');
  await other.getByRole('textbox', { name: 'Fact', exact: true }).fill('Born in Lund, Sweden');
  await other.keyboard.press('Enter');
  await page.getByText('It was changed meanwhile to “Born in Lund, Sweden”').waitFor();
  await page.getByRole('button', { name: 'Save' }).click();
  await rowOf(other, 'Born in Malmö').waitFor();
  await remember(other, 'Has two cats');
  await rowOf(page, 'Has two cats').waitFor();
  await toDo(page, view, 'Has two cats', 'Forget');
  await rowOf(other, 'Has two cats').waitFor({ state: 'detached' });
});

story(house, 'a draft of something new is still there after a look elsewhere', { ...AT, in: pair }, async ({ page }) => {
  await line(page).fill('Half a though');
  await goTo(page, 'Settings');
  await page.getByRole('heading', { level: 1 }).waitFor();
  await page.goBack();
  await expect.poll(() => line(page).inputValue()).toBe('Half a though');
});
