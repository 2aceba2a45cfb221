import type { Page, Route } from 'playwright-core';
import { expect } from 'vitest';
import { accessible, allow, pair, shot, story, useHouse } from '../../../e2e/support';
import { line, remember, rowOf, texts, toDo } from './memory.story';

const house = useHouse();
const AT = { path: '/memory', in: pair };
const SENTENCE = 'The disk is full.';

/** Has calls of a method fail, as a server without room would. Answers what ends it. */
async function failing(page: Page, method: string, path = '**/api/memory/**'): Promise<() => Promise<void>> {
  allow(page, 'status of 503');
  const fail = (route: Route) => {
    if (route.request().method() !== method) return route.fallback();
    return route.fulfill({ status: 503, contentType: 'application/problem+json', json: { detail: SENTENCE } });
  };
  await page.route(path, fail);
  return () => page.unroute(path, fail);
}

story(house, 'what fails is taken back, and nothing that was typed is lost', AT, async ({ page, person, view }) => {
  await person.api('POST', '/api/memory', { text: 'Plays the oboe' });
  await rowOf(page, 'Plays the oboe').waitFor();

  let mend = await failing(page, 'POST', '**/api/memory');
  await remember(page, 'Sings as well');
  await page.getByText(SENTENCE).waitFor();
  await expect.poll(() => line(page).inputValue()).toBe('Sings as well');
  await expect.poll(() => page.locator('[data-memory]').count()).toBe(1);
  await mend();
  await line(page).press('Enter');
  await rowOf(page, 'Sings as well').waitFor();

  mend = await failing(page, 'PATCH');
  await toDo(page, view, 'Plays the oboe', 'Edit');
  const editor = page.getByRole('textbox', { name: 'Fact', exact: true });
  await editor.fill('Plays the bassoon');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText(SENTENCE).waitFor();
  await expect.poll(() => editor.inputValue()).toBe('Plays the bassoon');
  await accessible(page);
  await shot(page, 'memory-failed');
  await mend();
  await editor.press('Enter');
  await expect.poll(() => texts(person)).toContain('Plays the bassoon');

  await failing(page, 'DELETE');
  await toDo(page, view, 'Plays the bassoon', 'Forget');
  await page.getByText(SENTENCE).waitFor();
  await rowOf(page, 'Plays the bassoon').waitFor();
});

story(house, 'the same text twice is refused where it is typed', AT, async ({ page, person, view }) => {
  allow(page, 'status of 409');
  for (const text of ['Vegetarian', 'Eats fish']) await person.api('POST', '/api/memory', { text });
  await toDo(page, view, 'Eats fish', 'Edit');
  const editor = page.getByRole('textbox', { name: 'Fact', exact: true });
  await editor.fill('vegetarian');
  await editor.press('Enter');
  await page.getByText(/The same is remembered already/).waitFor();
  await editor.press('Escape');
  await rowOf(page, 'Eats fish').waitFor();
});

story(house, 'a page that cannot be read says so, and reads once it can', AT, async ({ page, person }) => {
  await person.api('POST', '/api/memory', { text: 'Lives by the sea' });
  await rowOf(page, 'Lives by the sea').waitFor();
  const mend = await failing(page, 'GET', '**/api/memory?*');
  // Nor is anything told that would have it read again by itself.
  allow(page, 'ERR_FAILED');
  await page.route(/\/api\/events/, (route) => route.abort());
  await page.reload();
  await page.getByRole('main').getByText(SENTENCE).first().waitFor();
  await accessible(page);
  await mend();
  await page.getByRole('button', { name: 'Try again' }).last().click();
  await rowOf(page, 'Lives by the sea').waitFor();
});

story(house, 'several at once, some of which fail, and back again', AT, async ({ page, person }) => {
  const all = ['One', 'Two', 'Three', 'Four'];
  const ids: string[] = [];
  for (const text of all) ids.push((await person.api<{ id: string }>('POST', '/api/memory', { text })).id);
  await rowOf(page, 'Four').waitFor();
  await pick(page, 'One');
  await page.getByRole('button', { name: 'All shown' }).click();
  const bar = page.getByRole('toolbar', { name: 'Picked facts' });
  await bar.getByText('4 picked').waitFor();
  // At its end the page has nothing under the bar.
  await page.evaluate(() => scrollTo(0, document.documentElement.scrollHeight));
  await accessible(page);
  await shot(page, 'memory-picked');

  const mend = await failing(page, 'PATCH', `**/api/memory/${ids[1]}`);
  await bar.getByRole('button', { name: 'Category' }).click();
  await page.getByRole('menuitem', { name: 'Goal' }).click();
  await page.getByText(`1 fact of 4 could not be changed and stay picked. ${SENTENCE}`).waitFor();
  await bar.getByText('1 picked').waitFor();
  await expect.poll(() => rowsOf(page, 'Goal')).toBe(3);
  await mend();
  await bar.getByRole('button', { name: 'All shown' }).click();
  await bar.getByRole('button', { name: 'Forget' }).click();
  await page.getByText('Nothing is remembered yet').waitFor();
  expect(await texts(person)).toEqual([]);
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect.poll(() => texts(person)).toHaveLength(4);
  await rowOf(page, 'Four').waitFor();
});

/** Picks a fact, with what the window offers for it. */
async function pick(page: Page, text: string): Promise<void> {
  const more = rowOf(page, text).getByRole('button', { name: /^More for/ });
  if (await more.isVisible()) {
    await more.click();
    await page.getByRole('menuitem', { name: 'Pick several' }).click();
  } else {
    await rowOf(page, text).getByRole('checkbox').check();
  }
}

function rowsOf(page: Page, category: string): Promise<number> {
  return page.locator('[data-memory]').getByRole('button', { name: `Category: ${category}` }).count();
}
