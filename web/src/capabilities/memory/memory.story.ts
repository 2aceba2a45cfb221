import type { Locator, Page } from 'playwright-core';
import type { Person, View } from '../../../e2e/support';

/** The line that takes something new. */
export function line(page: Page): Locator {
  return page.getByRole('textbox', { name: 'Remember something' });
}

/** Tells a fact to the page. */
export async function remember(page: Page, text: string): Promise<void> {
  await line(page).fill(text);
  await line(page).press('Enter');
}

/** The row of a fact. */
export function rowOf(page: Page, text: string | RegExp): Locator {
  return page.locator('[data-memory]').filter({ hasText: text });
}

/** Whether it is a phone. */
export function isPhone(view: View): boolean {
  return view.width < 600;
}

/** Does something with a fact as one does there: a button that the pointer brings up, or an entry of its menu. */
export async function toDo(page: Page, view: View, text: string, what: 'Edit' | 'Forget' | 'Always in mind'): Promise<void> {
  const row = rowOf(page, text);
  if (isPhone(view)) {
    await row.getByRole('button', { name: /^More for/ }).click();
    await page.getByRole('menuitem', { name: what }).click();
  } else {
    await row.hover();
    await row.getByRole('button', { name: what, exact: true }).click();
  }
}

interface Fact {
  id: string;
  text: string;
  category: string;
  pinned: boolean;
}

/** What is remembered, as the server has it. */
export async function listed(person: Person): Promise<Fact[]> {
  return (await person.api<{ items: Fact[] }>('GET', '/api/memory?limit=1000')).items;
}

/** The same, the texts alone. */
export async function texts(person: Person): Promise<string[]> {
  return (await listed(person)).map(({ text }) => text);
}
