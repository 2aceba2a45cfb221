import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { type Person, accessible, allow, late, pair, shot, story, useHouse } from '../../../e2e/support';

const house = useHouse();

interface Doc {
  id: string;
  title: string;
  content: string;
  version: number;
}

const make = (person: Person, content: string, title = 'Plan', more = {}) =>
  person.api<Doc>('POST', '/api/documents', { title, content, ...more });
const stored = async (person: Person, id: string) => (await person.api<Doc>('GET', `/api/documents/${id}`)).content;

const editor = (page: Page) => page.getByRole('textbox', { name: /^Text of/ });
const saved = (page: Page) => page.getByText('Saved', { exact: true }).waitFor();
const isWide = (page: Page) => (page.viewportSize()?.width ?? 0) > 600;

/** What the editor says. It draws only the lines in sight. */
const written = (page: Page) => editor(page).evaluate((element) => (element as HTMLElement).innerText.replaceAll('\u200b', ''));

/** Types at the end of the text. */
async function type(page: Page, text: string) {
  await editor(page).focus();
  await page.keyboard.press('Control+End');
  await page.keyboard.type(text);
}

async function read(page: Page) {
  if (!isWide(page)) await page.getByRole('button', { name: 'Read', exact: true }).click();
  return page.getByRole('region', { name: 'Page' });
}

story(house, 'a document is written with the keyboard alone, saves itself and is found', { path: '/documents' }, async ({ page, person }) => {
  await page.getByText('Write the first document').waitFor();
  await accessible(page);
  await shot(page, 'documents-empty');

  await page.keyboard.press('c');
  await page.getByLabel('Title', { exact: true }).waitFor();
  await expect.poll(() => page.evaluate(() => document.activeElement?.getAttribute('aria-label'))).toBe('Title');
  await page.keyboard.type('Moving to Lisbon');
  await page.keyboard.press('Enter');
  await expect.poll(() => editor(page).evaluate((text) => (text.getRootNode() as ShadowRoot).activeElement === text)).toBe(true);
  await page.keyboard.type('# Moving\n\n- [x] Cancel the gym\nForward the **post**\n\n\nThe budget is small.');
  await saved(page);
  const id = page.url().split('/').at(-1) ?? '';
  const text = '# Moving\n\n- [x] Cancel the gym\n- [ ] Forward the **post**\n\nThe budget is small.';
  await expect.poll(() => stored(person, id)).toBe(text);
  await expect.poll(() => person.api('GET', `/api/documents/${id}`)).toMatchObject({ title: 'Moving to Lisbon', version_count: 1 });
  const shown = await read(page);
  await shown.getByRole('heading', { name: 'Moving' }).waitFor();
  await shown.getByRole('img', { name: 'Done' }).waitFor();
  await accessible(page);
  await shot(page, 'documents-editor');

  await page.reload();
  await shown.getByRole('heading', { name: 'Moving' }).waitFor();
  await page.goto('/documents');
  await page.getByRole('link', { name: /Moving to Lisbon/ }).waitFor();
  await page.keyboard.press('/');
  await page.keyboard.type('budg');
  await page.locator('mark', { hasText: 'budget' }).waitFor();
  await expect.poll(() => page.url()).toContain('q=budg');
  await accessible(page);
  await shot(page, 'documents-library');
  await page.keyboard.press('Enter');
  await page.keyboard.press('Enter');
  await page.getByLabel('Title', { exact: true }).waitFor();
  await expect.poll(() => new URL(page.url()).pathname).toBe(`/documents/${id}`);
});

story(house, 'what an agent changes meanwhile is shown, merged, or to be chosen', { in: pair }, async ({ page, person }) => {
  allow(page, 'status of 409');
  const { id } = await make(person, '# Plan\n\nFirst line.\n\nSecond line.\n');
  const agent = await person.agent(['documents:write']);
  const edit = (find: string, replace: string) =>
    agent.call('POST', `/api/codex/documents/${id}/edit`, { edits: [{ find, replace }] });
  await page.goto(`/documents/${id}`);
  await editor(page).waitFor();

  await edit('First', 'The first');
  await page.getByText('Claude Agent changed this just now.').waitFor();
  await expect.poll(() => written(page)).toContain('The first line.');

  // While saves are held back, the agent changes the text.
  let gate: Promise<void> | undefined;
  await page.route(`**/api/documents/${id}`, async (route) => {
    if (route.request().method() === 'PATCH') await gate;
    await route.continue();
  });
  const hold = () => {
    let open: () => void = () => undefined;
    gate = new Promise((resolve) => (open = resolve));
    return () => {
      gate = undefined;
      open();
    };
  };

  let release = hold();
  await type(page, 'Third line.');
  await page.getByText('Saving…').waitFor();
  await edit('Plan', 'The plan');
  release();
  await page.getByText(/It is merged with what you typed/).waitFor();
  await saved(page);
  await expect.poll(() => stored(person, id)).toBe('# The plan\n\nThe first line.\n\nSecond line.\nThird line.');

  const clash = async (mine: string, theirs: string) => {
    release = hold();
    await type(page, mine);
    await page.getByText('Saving…').waitFor();
    const { content, version } = await person.api<Doc>('GET', `/api/documents/${id}`);
    const changed = await agent.call('PATCH', `/api/codex/documents/${id}`, { content: content + theirs, base_version: version });
    expect(changed.status).toBe(200);
    release();
    await page.getByRole('dialog').waitFor();
  };

  await clash(' Mine one.', ' Theirs one.');
  await page.getByText(/Claude Agent changed this document/).waitFor();
  await accessible(page);
  await shot(page, 'documents-clash');
  await page.getByRole('button', { name: 'Take theirs' }).click();
  await saved(page);
  await expect.poll(() => stored(person, id)).toMatch(/Third line\. Theirs one\.$/);
  await page.getByRole('button', { name: 'Bring it back' }).click();
  await expect.poll(() => stored(person, id)).toMatch(/Third line\. Mine one\.$/);

  await clash(' Mine two.', ' Theirs two.');
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Compare and choose' }).click();
  await page.getByRole('button', { name: 'Keep mine' }).click();
  await expect.poll(() => stored(person, id)).toMatch(/Mine one\. Mine two\.$/);

  await clash(' Mine three.', ' Theirs three.');
  await page.getByRole('group', { name: 'What is to stand in place 1' }).getByLabel('Both').check();
  await page.getByRole('button', { name: 'Merge as chosen' }).click();
  await expect.poll(() => stored(person, id)).toMatch(/Theirs three\.\n.*Mine three\.$/s);
  await expect.poll(() => written(page)).toContain('Theirs three.');
});

story(house, 'versions are compared and restored', { in: pair }, async ({ page, person }) => {
  const { id } = await make(person, 'One\nTwo\nThree\n');
  const agent = await person.agent(['documents:write']);
  await agent.call('POST', `/api/codex/documents/${id}/edit`, { edits: [{ find: 'Two', replace: 'Two and a half' }], summary: 'More precise' });
  await page.goto(`/documents/${id}?versions=all`);
  const list = page.getByRole('complementary', { name: 'Versions' });
  await list.getByRole('button', { name: /Claude Agent.*More precise/ }).waitFor();
  await accessible(page);
  await list.getByRole('button', { name: /Initial version/ }).click();
  const version = page.getByRole('region', { name: 'Version 1' });
  await version.getByText('Added: Two and a half').waitFor();
  await version.getByText('Removed: Two').waitFor();
  await accessible(page);
  await shot(page, 'documents-version');
  await version.getByRole('radio', { name: 'Text' }).check();
  await version.getByText('One\nTwo\nThree').waitFor();
  await version.getByRole('button', { name: 'Restore' }).click();
  await expect.poll(() => stored(person, id)).toBe('One\nTwo\nThree\n');
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect.poll(() => stored(person, id)).toBe('One\nTwo and a half\nThree\n');
  await page.goto(`/documents/${id}`);
  await editor(page).waitFor();
  await expect.poll(() => written(page)).toContain('Two and a half');
});

story(house, 'what could not be saved is kept, and saved when the server is back', { in: pair }, async ({ page, person }) => {
  allow(page, 'ERR_FAILED', 'ERR_INTERNET_DISCONNECTED', 'ERR_NETWORK_CHANGED');
  const { id } = await make(person, 'Begin.\n');
  await page.goto(`/documents/${id}`);
  await editor(page).waitFor();
  await page.route(`**/api/documents/${id}`, (route) => (route.request().method() === 'PATCH' ? route.abort() : route.continue()));
  await type(page, 'Typed without a server.');
  await page.getByText(/^Not saved: /).waitFor();
  await accessible(page);
  await shot(page, 'documents-not-saved');

  // Another window opens what this one could not save.
  const again = await page.context().newPage();
  await again.goto(`/documents/${id}`);
  await again.getByText('What you typed here last time was not saved. It is back.').waitFor();
  await expect.poll(() => stored(person, id)).toContain('Typed without a server.');
  await saved(page);
  await again.getByRole('button', { name: 'Discard it' }).click();
  await expect.poll(() => written(page)).not.toContain('Typed without a server.');
  await again.close();

  await type(page, 'Typed once more.');
  await page.getByRole('button', { name: 'Retry' }).waitFor();
  await page.unroute(`**/api/documents/${id}`);
  await page.evaluate(() => dispatchEvent(new Event('online')));
  await expect.poll(() => stored(person, id)).toContain('Typed once more.');
});

story(house, 'two windows show the same text', { in: pair }, async ({ page, person }) => {
  const { id } = await make(person, 'Here.\n');
  await page.goto(`/documents/${id}`);
  await editor(page).waitFor();
  const other = await page.context().newPage();
  await other.goto(`/documents/${id}`);
  await editor(other).waitFor();
  await type(page, 'From one.');
  await expect.poll(() => written(other)).toContain('From one.');
  await type(other, ' From the other.');
  await expect.poll(() => written(page)).toContain('From one. From the other.');
  await page.getByLabel('Title', { exact: true }).fill('Another name');
  await expect.poll(() => other.getByLabel('Title', { exact: true }).inputValue()).toBe('Another name');
});

const EVIL = `# Evil

<script>window.pwned = 1</script>
<img src="x" onerror="window.pwned = 1">
<img src="https://evil.example/pixel.gif" alt="A pixel">
![remote](https://evil.example/picture.png)
<svg onload="window.pwned = 1"><style>body { display: none }</style></svg>
<style>body { display: none }</style>
<p style="position: fixed; inset: 0" onclick="window.pwned = 1" class="page" id="main">styled</p>
<form action="https://evil.example/"><input name="password"><button>Sign in</button></form>
<iframe src="https://evil.example/"></iframe>
<math><mtext><table><mglyph><style><img src=x onerror="window.pwned = 1"></style></mglyph></table></mtext></math>

[click](javascript:window.pwned=1) [data](data:text/html,<script>window.pwned=1</script>) [good](https://example.com/)
`;

story(house, 'a hostile document is harmless', { in: pair }, async ({ page, person }) => {
  const { id } = await make(person, EVIL, '<img src=x onerror="window.pwned = 1">');
  await page.goto(`/documents/${id}?view=read`);
  const shown = page.getByRole('region', { name: 'Page' });
  await shown.getByText('A pixel').waitFor();
  await shown.getByText('https://evil.example/picture.png').waitFor();
  await expect.poll(() => shown.locator('article').locator('script, style, svg, form, input, button, iframe, math, img, [style], [onclick], [class], [id]').count()).toBe(0);
  const hrefs = () => shown.locator('a').evaluateAll((links) => links.map((link) => [link.getAttribute('href'), link.getAttribute('rel')]));
  await expect.poll(hrefs).toEqual([
    [null, null],
    [null, null],
    ['https://example.com/', 'noopener noreferrer'],
  ]);
  await shown.getByText('click').click();
  await expect.poll(() => page.evaluate(() => 'pwned' in window)).toBe(false);
  await accessible(page);
  const saving = page.waitForEvent('download');
  await page.getByRole('main').getByRole('button', { name: 'More' }).click();
  await page.getByRole('menuitem', { name: 'Download as .html' }).click();
  const stream = await (await saving).createReadStream();
  let file = '';
  for await (const part of stream) file += String(part);
  expect(file).not.toMatch(/<script|<img|javascript:|<form|<iframe| onclick/);
  expect(file).toContain('&lt;img src=x onerror=&quot;');
});

story(house, 'the library pages, orders, and takes back', { in: pair }, async ({ page, person }) => {
  for (let at = 0; at < 55; at += 1) await make(person, `Number ${at}`, `Document ${String(at).padStart(2, '0')}`);
  await make(person, 'print(1)', 'script', { language: 'python' });
  await page.goto('/documents');
  const rows = page.locator('[data-row]');
  await rows.first().waitFor();
  await page.keyboard.press('j');
  for (let at = 0; at < 54; at += 1) await page.keyboard.press('j');
  await expect.poll(() => rows.count()).toBe(56);
  await page.getByLabel('Order').selectOption('alpha');
  await expect.poll(() => rows.first().textContent()).toContain('Document 00');
  await expect.poll(() => page.url()).toContain('sort=alpha');
  await page.getByLabel('Language').selectOption('python');
  await expect.poll(() => rows.count()).toBe(1);
  await page.getByLabel('Language').selectOption('');
  await expect.poll(() => rows.first().textContent()).toContain('Document 00');

  await page.keyboard.press('Escape');
  await rows.first().focus();
  await page.keyboard.press('Delete');
  await expect.poll(() => rows.first().textContent()).toContain('Document 01');
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect.poll(() => rows.first().textContent()).toContain('Document 00');
  await page.getByRole('button', { name: 'More about Document 00' }).click();
  await page.getByRole('menuitem', { name: 'Rename' }).click();
  await page.getByRole('dialog').getByLabel('Title', { exact: true }).fill('A first');
  await page.keyboard.press('Enter');
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  await expect.poll(() => rows.first().textContent()).toContain('A first');
  await rows.first().focus();
  await page.keyboard.press('e');
  await expect.poll(() => rows.first().textContent()).toContain('Document 01');
  await page.getByRole('radio', { name: 'Archive' }).check();
  await expect.poll(() => rows.count()).toBe(1);

  await page.locator('input[type=file]').setInputFiles([
    { name: 'notes.md', mimeType: 'text/markdown', buffer: Buffer.from('# Notes') },
    { name: 'picture.bin', mimeType: 'application/octet-stream', buffer: Buffer.from([0xff, 0xfe, 0x00, 0xff]) },
  ]);
  await page.getByText('“picture.bin” is no text (UTF-8)').waitFor();
  const { items } = await person.api<{ items: Doc[] }>('GET', '/api/documents?search=notes');
  expect(items.map(({ title }) => title)).toContain('notes');
});

story(house, 'a document that is deleted elsewhere keeps what was typed, and comes back', { in: pair }, async ({ page, person }) => {
  allow(page, 'status of 404');
  const { id } = await make(person, 'Here.\n');
  await page.goto(`/documents/${id}`);
  await editor(page).waitFor();
  await person.api('DELETE', `/api/documents/${id}`);
  await page.getByText('This document was deleted.').waitFor();
  await type(page, 'Typed after that.');
  await page.getByRole('button', { name: 'Restore it' }).click();
  await expect.poll(() => stored(person, id).catch(() => '')).toBe('Here.\nTyped after that.');
  // While something is unsaved the browser asks before it leaves.
  await saved(page);
  await person.api('DELETE', `/api/documents/${id}`);
  await page.getByText('This document was deleted.').waitFor();
  await page.reload();
  await page.getByText('“Plan” is in the trash').waitFor();
  await accessible(page);
  await page.getByRole('button', { name: 'Restore it' }).click();
  await editor(page).waitFor();
});

story(house, 'a title that is given while somebody else writes leaves what they wrote', { in: pair }, async ({ page, person }) => {
  const { id } = await make(person, 'Here.\n');
  await page.goto(`/documents/${id}`);
  await editor(page).waitFor();
  const slow = await late(page, `**/api/documents/${id}`, { method: 'PATCH', unsent: true });
  await page.getByLabel('Title', { exact: true }).fill('Mine');
  await slow.asked;
  await person.api('PATCH', `/api/documents/${id}`, { content: 'Theirs.\nHere.\n', base_version: 1 });
  await slow.arrive();
  await expect.poll(() => written(page)).toContain('Theirs.');
  await type(page, 'And mine.');
  await expect.poll(() => stored(person, id)).toBe('Theirs.\nHere.\nAnd mine.');
  await expect.poll(() => person.api('GET', `/api/documents/${id}`)).toMatchObject({ title: 'Mine' });
});

story(house, 'an older answer brings no older title back', { in: pair }, async ({ page, person }) => {
  const { id } = await make(person, 'Here.\n');
  await page.goto(`/documents/${id}`);
  await editor(page).waitFor();
  const old = await late(page, `**/api/documents/${id}?from_line=*`);
  await person.api('PATCH', `/api/documents/${id}`, { language: 'text' });
  await old.asked;
  await page.getByLabel('Title', { exact: true }).fill('Another name');
  await page.keyboard.press('Enter');
  await expect.poll(() => person.api('GET', `/api/documents/${id}`)).toMatchObject({ title: 'Another name' });
  await saved(page);
  await page.evaluate(() => {
    const look = () => document.title.includes('Plan') && document.body.setAttribute('data-fell-back', '');
    new MutationObserver(look).observe(document.head, { childList: true, characterData: true, subtree: true });
  });
  await old.arrive();
  await page.getByRole('button', { name: /^Language: Plain text/ }).waitFor();
  expect(await page.title()).toContain('Another name');
  expect(await page.locator('body[data-fell-back]').count()).toBe(0);
});

story(house, 'what is written while a document is being opened is in it', { in: pair }, async ({ page, person }) => {
  const { id } = await make(person, 'Here.\n');
  await page.goto('/documents');
  await page.getByRole('link', { name: 'Plan' }).waitFor();
  const old = await late(page, `**/api/documents/${id}`);
  await page.getByRole('link', { name: 'Plan' }).click();
  await old.asked;
  await page.evaluate(() => {
    const told = new BroadcastChannel('odysseus.live');
    told.onmessage = ({ data }) => data.event?.topic === 'documents.changed' && document.body.setAttribute('data-told', '');
  });
  await person.api('PATCH', `/api/documents/${id}`, { content: 'Here and there.\n', base_version: 1 });
  await page.locator('body[data-told]').waitFor();
  await old.arrive();
  await expect.poll(() => written(page)).toContain('Here and there.');
});

story(house, 'what is deleted in the library stays away, and the next row has the keys at once', { in: pair }, async ({ page, person }) => {
  for (const title of ['One', 'Two', 'Three']) await make(person, 'Text.', title);
  await page.goto('/documents?sort=alpha');
  const rows = page.locator('[data-row]');
  await expect.poll(() => rows.count()).toBe(3);
  const gone = await late(page, '**/api/documents/*', { method: 'DELETE', unsent: true });
  await rows.first().focus();
  await page.keyboard.press('Delete');
  await gone.asked;
  const focused = () => page.evaluate(() => document.activeElement?.textContent ?? '');
  await expect.poll(focused).toContain('Three');
  await person.api('POST', '/api/documents', { title: 'Four', content: 'Text.' });
  await page.getByRole('link', { name: 'Four' }).waitFor();
  expect(await rows.count()).toBe(3);
  await gone.arrive();
  await page.getByText('“One” is in the trash.').waitFor();
  expect(await focused()).toContain('Three');
});
