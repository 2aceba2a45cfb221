import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { Gate, accessible, allow, open, pair, shot, story, useHouse, views } from '../../../e2e/support';

const house = useHouse();

const field = (page: Page) => page.getByRole('textbox', { name: 'Add a todo' });
const title = (page: Page, name: string) => page.locator('[data-title]', { hasText: name });
const done = (page: Page, name: string) => page.getByRole('checkbox', { name: `Done: ${name}` });
const message = (page: Page) => page.getByRole('region', { name: 'Messages' });
/** The names of headings and todos, from top to bottom. */
async function shown(page: Page): Promise<string[]> {
  const texts = await page.locator('main [role=list] h2, main [role=list] h3, main [data-title] .name').allInnerTexts();
  return texts.map((text) => text.replaceAll(/\s+/g, ' ').trim());
}

async function add(page: Page, text: string) {
  await field(page).fill(text);
  await page.keyboard.press('Enter');
  await page.getByText(/^Added “/).waitFor();
}

describe('adding', () => {
  story(house, 'a todo is written as one says it', { path: '/todos' }, async ({ page, person }) => {
    await page.getByText('Nothing to do yet').waitFor();
    await accessible(page);
    await shot(page, 'todos-first');
    // An example is there to be tried.
    await page.getByRole('button', { name: 'Water the plants every Saturday' }).click();
    await page.getByText('every week on Saturday').waitFor();
    await page.keyboard.press('Enter');
    await title(page, 'Water the plants').waitFor();
    await page.getByText(/^Added “Water the plants”/).waitFor();

    // Read while one types; what is typed on into the phrase is read anew.
    await field(page).fill('Call dentist tomorrow');
    const chip = page.getByRole('button', { name: 'Do not take it for a date' });
    await chip.waitFor();
    await page.keyboard.type(' at 5pm');
    await page.getByText(/^\w{3} \d+ \w{3}( \d{4})? 17:00$/).waitFor();
    await expect.poll(() => page.locator('mark').innerText()).toBe('tomorrow at 5pm');
    await shot(page, 'todos-reading');
    await accessible(page);
    await page.keyboard.press('Enter');
    await page.getByText('Added “Call dentist” · Tomorrow 17:00.').waitFor();
    // The field is free for the next one.
    await expect.poll(() => field(page).inputValue()).toBe('');
    await page.keyboard.type('See you tomorrow, a film');
    await chip.click();
    await chip.waitFor({ state: 'detached' });
    await field(page).press('Enter');
    await page.getByText('Added “See you tomorrow, a film”.').waitFor();

    // Faster than it can be read, and twice.
    for (const outcome of ['Added “Sow” · Tomorrow 08:00.', '“Sow” is there already']) {
      await field(page).fill('Sow tomorrow at 8am');
      await page.keyboard.press('Enter');
      await page.getByText(outcome).waitFor();
    }
    const { items } = await person.api<{ items: { title: string; due_date: string | null; repeat: string | null }[] }>('GET', '/api/todos');
    expect(items.map(({ title, due_date }) => [title, due_date?.slice(11, 16)])).toEqual(
      expect.arrayContaining([['Call dentist', '17:00'], ['See you tomorrow, a film', undefined], ['Sow', '08:00']]),
    );
    expect(items.find(({ title }) => title === 'Water the plants')?.repeat).toContain('FREQ=WEEKLY');
    expect(items).toHaveLength(4);
    await expect.poll(() => shown(page)).toEqual(expect.arrayContaining(['Tomorrow', 'Sow', 'Call dentist', 'Water the plants', 'No date 1']));
    await accessible(page);
  });

  story(house, 'several lines, details, and without a server', { path: '/todos', in: pair }, async ({ page, view }) => {
    await field(page).waitFor();
    await field(page).evaluate((element) => {
      const clipboardData = new DataTransfer();
      clipboardData.setData('text/plain', '- Milk\n- [ ] Bread tomorrow\n\n3. Salt');
      element.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }));
    });
    await page.getByText('3 lines pasted.').waitFor();
    await page.getByRole('button', { name: 'Add 3 todos' }).click();
    await page.getByText('Added 3 todos.').waitFor();
    await expect.poll(() => shown(page)).toEqual(['Upcoming 1', 'Tomorrow', 'Bread', 'No date 2', 'Salt', 'Milk']);

    await field(page).fill('Plan the trip');
    await page.keyboard.press('Shift+Enter');
    await page.getByLabel('Notes').fill('Trains first');
    await page.keyboard.press('Escape');
    await title(page, 'Plan the trip').getByText('with notes').waitFor();

    allow(page, 'ERR_INTERNET_DISCONNECTED', 'net::ERR', 'Failed to load resource');
    await page.context().setOffline(true);
    await field(page).fill('Buy bread tomorrow');
    await page.keyboard.press('Enter');
    await page.getByText('You are offline.', { exact: false }).first().waitFor();
    await expect.poll(() => field(page).inputValue()).toBe('Buy bread tomorrow');
    if (view.scheme === 'light') await shot(page, 'todos-offline');
    await page.context().setOffline(false);
    await field(page).press('Enter');
    await page.getByText('Added “Buy bread”').waitFor();
  });
});

describe('an open todo', () => {
  story(house, 'is changed in its place, and nothing is lost when that fails', { path: '/todos' }, async ({ page, person }) => {
    const { id } = await person.api<{ id: string }>('POST', '/api/todos', { title: 'Call dentist', due_date: 'tomorrow', label: 'health' });
    await title(page, 'Call dentist').click();
    await page.getByLabel('Title').fill('Call the dentist');
    await page.getByLabel('Notes').fill('Ask about the crown.\nAnd the bill.');
    await page.getByRole('textbox', { name: 'Due' }).fill('in 3 weeks at 9am');
    await page.getByText(/09:00$/).first().waitFor();
    await page.getByRole('textbox', { name: 'Due' }).press('Enter');
    await page.getByLabel('Repeat').fill('whenever');
    await page.getByLabel('Repeat').press('Enter');
    // The server's sentence, at the field that it names; the text stays.
    await page.locator('.control', { has: page.getByLabel('Repeat') }).getByRole('alert').waitFor();
    allow(page, 'status of 400');
    await expect.poll(() => page.getByLabel('Repeat').inputValue()).toBe('whenever');
    await page.getByLabel('Repeat').fill('every week');
    await page.getByLabel('Repeat').press('Enter');
    await expect.poll(() => page.getByLabel('Repeat').inputValue()).toContain('09:00');
    await accessible(page);
    await shot(page, 'todos-card');
    // While it is open it stays where it was; closed, it goes where it belongs.
    await expect.poll(() => new URL(page.url()).searchParams.get('open')).toBe(id);
    await page.keyboard.press('Escape');
    await title(page, 'Call the dentist').waitFor();
    await expect.poll(() => page.evaluate(() => document.activeElement?.hasAttribute('data-title'))).toBe(true);
    await expect.poll(() => person.api('GET', `/api/todos/${id}`)).toMatchObject({ title: 'Call the dentist', content: 'Ask about the crown.\nAnd the bill.', label: 'health' });

    allow(page, 'status of 500');
    const refuse = (route: { fulfill: (answer: object) => Promise<void>; request: () => { method: () => string }; continue: () => Promise<void> }) =>
      route.request().method() === 'PATCH'
        ? route.fulfill({ status: 500, contentType: 'application/problem+json', body: '{"detail":"The disk is full.","field":"title"}' })
        : route.continue();
    await page.route(`**/api/todos/${id}`, refuse);
    await page.keyboard.press('Enter');
    await page.getByLabel('Title').fill('Never mind');
    await page.keyboard.press('Escape');
    // The row shows what is stored, and that there is more.
    await page.getByText('Not saved', { exact: true }).waitFor();
    await title(page, 'Call the dentist').click();
    await page.getByRole('alert').filter({ hasText: 'The disk is full.' }).waitFor();
    await expect.poll(() => page.getByLabel('Title').inputValue()).toBe('Never mind');
    await accessible(page);
    await page.getByRole('button', { name: 'Try again' }).click();
    await page.unroute(`**/api/todos/${id}`);
    // Leaving the field tries again, too.
    await page.getByLabel('Title').press('End');
    await page.getByLabel('Notes').focus();
    await page.getByText('Not everything is saved.', { exact: false }).waitFor({ state: 'detached' });
    await page.keyboard.press('Escape');
    await title(page, 'Never mind').waitFor();
  });

  story(house, 'has a checklist that the keyboard arranges', { path: '/todos', in: pair }, async ({ page, person }) => {
    const { id } = await person.api<{ id: string }>('POST', '/api/todos', { title: 'Shopping' });
    const stored = async () => (await person.api<{ items: { text: string; done: boolean }[] }>('GET', `/api/todos/${id}`)).items;
    await title(page, 'Shopping').click();
    await page.getByLabel('Add to the checklist').click();
    for (const text of ['Milk', 'Bread', 'Salt']) {
      await page.keyboard.type(text);
      await page.keyboard.press('Enter');
    }
    await page.getByRole('textbox', { name: 'Line 3' }).focus();
    await page.keyboard.press('Alt+ArrowUp');
    await page.keyboard.press('Alt+ArrowUp');
    await page.getByText('“Salt” is now 1 of 3.').waitFor();
    await expect.poll(() => page.evaluate(() => document.activeElement?.getAttribute('aria-label'))).toBe('Line 1');
    await page.keyboard.press('Enter');
    await page.keyboard.type('Pepper');
    await page.getByRole('checkbox', { name: 'Milk' }).click();
    await expect.poll(stored).toEqual([
      { text: 'Salt', done: false },
      { text: 'Pepper', done: false },
      { text: 'Milk', done: true },
      { text: 'Bread', done: false },
    ]);
    await page.getByRole('textbox', { name: 'Line 4' }).fill('');
    await page.keyboard.press('Backspace');
    await expect.poll(() => page.evaluate(() => document.activeElement?.getAttribute('aria-label'))).toBe('Line 3');
    await accessible(page);
    await shot(page, 'todos-checklist');
    // With the pointer: the last one to the top.
    const handle = page.getByRole('button', { name: /^Move “Milk”/ });
    const [from, to] = [await handle.boundingBox(), await page.getByRole('textbox', { name: 'Line 1' }).boundingBox()];
    await page.mouse.move((from?.x ?? 0) + 5, (from?.y ?? 0) + 10);
    await page.mouse.down();
    await page.mouse.move((to?.x ?? 0) + 5, (to?.y ?? 0) + 2, { steps: 5 });
    await page.mouse.up();
    await expect.poll(async () => (await stored()).map(({ text }) => text)).toEqual(['Milk', 'Salt', 'Pepper']);
    await page.keyboard.press('Escape');
    await page.getByText('1/3').waitFor();
  });
});

describe('doing', () => {
  story(house, 'complete, snooze, archive, delete; and undo each', { path: '/todos', in: pair }, async ({ page, person, view }) => {
    for (const [name, due_date] of [['Read', undefined], ['Stretch', 'every weekday at 9'], ['Call', 'tomorrow at 9am']] as const) {
      await person.api('POST', '/api/todos', { title: name, due_date });
    }
    await done(page, 'Read').click();
    await message(page).getByText('Done: “Read”').waitFor();
    await title(page, 'Read').waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'Undo' }).click();
    await title(page, 'Read').waitFor();

    await done(page, 'Stretch').click();
    await message(page).getByText(/Done: “Stretch”\. Next: .* 09:00\./).waitFor();
    await title(page, 'Stretch').waitFor();

    const more = async (name: string, item: string | RegExp) => {
      await page.getByRole('button', { name: `More for ${name}` }).click();
      await page.getByRole('menuitem', { name: item }).click();
    };
    await more('Call', /Snooze/);
    const soon = page.getByRole('menuitem', { name: /In an hour (\w{3} )?\d\d:\d\d/ });
    await soon.waitFor();
    await shot(page, 'todos-snooze');
    await accessible(page);
    await soon.click();
    await message(page).getByText('Snoozed until', { exact: false }).waitFor();
    await message(page).locator('.toast', { hasText: 'Snoozed until' }).getByRole('button', { name: 'Undo' }).click();
    await expect.poll(async () => (await shown(page)).join()).toMatch(/Tomorrow.*Call/);

    await more('Read', 'Archive');
    await title(page, 'Read').waitFor({ state: 'detached' });
    await message(page).getByText('Archived: “Read”').waitFor();
    await page.getByRole('radio', { name: 'Archived' }).check();
    await title(page, 'Read').waitFor();
    await more('Read', 'Take out of the archive');
    await page.getByText('The archive is empty').waitFor();
    await message(page).getByText('Out of the archive: “Read”').waitFor();
    await page.getByRole('radio', { name: 'Open' }).check();

    await more('Read', /Delete/);
    await title(page, 'Read').waitFor({ state: 'detached' });
    await message(page).locator('.toast', { hasText: 'Deleted: “Read”' }).getByRole('button', { name: 'Undo' }).click();
    await title(page, 'Read').waitFor();

    // A change that fails is taken back, and says why.
    allow(page, 'status of 503');
    await page.route('**/complete', (route) => route.fulfill({ status: 503, contentType: 'application/problem+json', body: '{"detail":"Not now."}' }));
    await done(page, 'Read').click();
    await page.getByRole('alert').filter({ hasText: 'Not now.' }).waitFor();
    await done(page, 'Read').waitFor();
    await page.unroute('**/complete');
    await done(page, 'Read').click();
    await title(page, 'Read').waitFor({ state: 'detached' });
    await message(page).getByText('Done: “Read”').waitFor();
    await page.getByRole('radio', { name: 'Done' }).check();
    await page.getByRole('checkbox', { name: 'Not done: Read' }).click();
    await page.getByText('Nothing done yet').waitFor();
    if (view.scheme === 'dark') await accessible(page);
  });

  story(house, 'a change that is late shows in a list that was read before it', { path: '/todos', in: pair.slice(0, 1) }, async ({ page, person }) => {
    const { id } = await person.api<{ id: string }>('POST', '/api/todos', { title: 'Read' });
    await title(page, 'Read').waitFor();
    const [read, changed] = [new Gate(), new Gate()];
    await page.route(`**/api/todos/${id}`, async (route) => {
      if (route.request().method() === 'PATCH') await read.opened;
      await route.continue();
    });
    await page.route('**/api/todos?*archived=true*', async (route) => {
      const response = await route.fetch();
      read.open();
      await changed.opened;
      await route.fulfill({ response });
    });
    await page.getByRole('button', { name: 'More for Read' }).click();
    await page.getByRole('menuitem', { name: 'Archive' }).click();
    await page.getByRole('radio', { name: 'Archived' }).check();
    await message(page).getByText('Archived: “Read”').waitFor();
    changed.open();
    await title(page, 'Read').waitFor();
  });

  story(house, 'by keyboard alone', { path: '/todos', in: pair.filter(({ width }) => width > 600) }, async ({ page, person }) => {
    await page.getByText('Nothing to do yet').waitFor();
    await page.keyboard.press('c');
    for (const text of ['One', 'Two', 'Three']) await add(page, text);
    await page.keyboard.press('Escape');
    const focused = () => page.evaluate(() => document.activeElement?.textContent?.trim());
    await page.keyboard.press('j');
    await expect.poll(focused).toBe('Three');
    await page.keyboard.press('ArrowDown');
    await expect.poll(focused).toBe('Two');
    await page.keyboard.press('Alt+ArrowDown');
    await expect.poll(() => shown(page)).toEqual(['No date 3', 'Three', 'One', 'Two']);
    await expect.poll(focused).toBe('Two');
    await page.keyboard.press('p');
    await expect.poll(() => shown(page)).toEqual(['No date 3', 'Two', 'Three', 'One']);
    await page.keyboard.press('k');
    await page.keyboard.press('k');
    await page.keyboard.press('k');
    await expect.poll(focused).toContain('Two');
    // What leaves gives the keys to the next one.
    await page.keyboard.press('x');
    await title(page, 'Two').waitFor({ state: 'detached' });
    await expect.poll(focused).toBe('Three');
    await message(page).getByText('Done: “Two”').waitFor();
    await page.keyboard.press('#');
    await expect.poll(() => shown(page)).toEqual(['No date 1', 'One']);
    await expect.poll(focused).toBe('One');
    await page.keyboard.press('u');
    await title(page, 'Three').waitFor();
    await page.keyboard.press('Enter');
    await expect.poll(() => page.getByLabel('Title').evaluate((text) => text === document.activeElement)).toBe(true);
    await page.keyboard.type(' more');
    await page.keyboard.press('Enter');
    await expect.poll(focused).toBe('One more');
    await page.keyboard.press('/');
    await page.keyboard.type('thr');
    await expect.poll(() => shown(page)).toEqual(['Three']);
    await expect.poll(() => new URL(page.url()).searchParams.get('q')).toBe('thr');
    await page.keyboard.press('Escape');
    await page.keyboard.press('Escape');
    await expect.poll(() => shown(page)).toEqual(['No date 2', 'Three', 'One more']);
    const stored = async () => (await person.api<{ items: { title: string }[] }>('GET', '/api/todos?order=manual')).items;
    await expect.poll(async () => (await stored()).map(({ title }) => title)).toEqual(['Three', 'One more']);
  });
});

describe('elsewhere', () => {
  story(house, 'two tabs and an agent agree without a reload', { path: '/todos', in: pair }, async ({ page, person }) => {
    await page.getByText('Nothing to do yet').waitFor();
    const other = await page.context().newPage();
    await other.goto('/todos');
    await add(page, 'Paint the fence tomorrow');
    await title(other, 'Paint the fence').waitFor();
    await done(other, 'Paint the fence').click();
    await title(page, 'Paint the fence').waitFor({ state: 'detached' });
    const agent = await person.agent(['todos:write']);
    await agent.call('POST', '/api/codex/todos', { action: 'add', title: 'Water plants', due_date: 'in 5 minutes' });
    for (const tab of [page, other]) {
      await title(tab, 'Water plants').waitFor();
      await tab.getByText('added by an agent').waitFor({ state: 'attached' });
    }
    // An open card takes over what it does not change itself.
    await title(page, 'Water plants').click();
    await page.getByLabel('Title').fill('Water all plants');
    await title(other, 'Water').click();
    await other.getByLabel('Notes').fill('Not too much.');
    await other.keyboard.press('Escape');
    await expect.poll(() => page.getByLabel('Notes').inputValue()).toBe('Not too much.');
    await expect.poll(() => page.getByLabel('Title').inputValue()).toBe('Water all plants');
  });

  story(house, 'a link opens a todo, wherever it is', { in: pair }, async ({ page, person }) => {
    const { id } = await person.api<{ id: string }>('POST', '/api/todos', { title: 'Old letters', content: 'In the attic' });
    await person.api('PATCH', `/api/todos/${id}`, { archived: true });
    await page.goto(`/todos?open=${id}`);
    await expect.poll(() => page.getByLabel('Notes').inputValue()).toBe('In the attic');
    await page.keyboard.press('Escape');
    await page.getByText('Nothing to do yet').waitFor();
    allow(page, 'status of 404');
    await page.goto('/todos?open=00000000-0000-4000-8000-000000000000');
    await page.getByRole('alert').waitFor();
  });

  test('ten thousand todos stay smooth', async () => {
    const person = await house.person();
    const real = await person.api<Record<string, unknown>>('POST', '/api/todos', { title: 'Call dentist', due_date: 'today' });
    const page = await open(house, { ...views[0], as: person });
    // The page gets them as from the server, in its pages of a thousand; making them there would take minutes.
    await page.route('**/api/todos?*', async (route) => {
      const query = new URL(route.request().url()).searchParams;
      const section = query.get('section');
      if (route.request().method() !== 'GET' || (section !== 'upcoming' && section !== 'none')) return route.continue();
      const from = Number(query.get('cursor') ?? 0);
      const items = Array.from({ length: 1000 }, (_, at) => many(real, section, from + at));
      const next = from + 1000 < 5000 ? { next_cursor: String(from + 1000) } : {};
      await route.fulfill({ json: { items, total: 5000, remaining: 4000 - from, ...next } });
    });
    await page.goto('/todos');
    await page.getByText('10001', { exact: true }).waitFor();
    const rows = () => page.locator('main [data-title]').count();
    const elements = () => page.evaluate(() => document.querySelectorAll('*').length);
    await expect.poll(rows).toBeLessThan(80);
    await expect.poll(elements).toBeLessThan(2_500);
    await page.evaluate(() => scrollTo(0, document.documentElement.scrollHeight / 2));
    await expect.poll(rows).toBeGreaterThan(10);
    await page.evaluate(() => scrollTo(0, document.documentElement.scrollHeight));
    await title(page, 'none 4999').waitFor();
    await expect.poll(rows).toBeLessThan(80);
    await page.keyboard.press('c');
    await add(page, 'The last straw');
    await page.getByText('10002', { exact: true }).waitFor();
    await page.evaluate(() => scrollTo(0, 0));
    await done(page, 'Call dentist').click();
    await page.getByText('10001', { exact: true }).waitFor();
    await expect.poll(elements).toBeLessThan(2_500);
  });
});

/** One of very many todos, made after a real one. */
function many(real: Record<string, unknown>, section: 'upcoming' | 'none', at: number): object {
  const day = new Date(Date.now() + (2 + Math.floor(at / 20)) * 86_400_000).toISOString().slice(0, 10);
  const due = section === 'upcoming' ? { due_date: day, due_at: `${day}T08:00:00Z` } : { due_date: null, due_at: null };
  return { ...real, ...due, id: `${section}-${at}`, title: `${section} ${at}` };
}
