import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { accessible, pair, shot, story, useHouse } from '../../../e2e/support';
import { listed, rowOf, texts } from './memory.story';

const house = useHouse();
const AT = { path: '/memory', in: pair };

async function openImport(page: Page) {
  await page.getByRole('button', { name: 'Import and export' }).click();
  await page.getByRole('menuitem', { name: 'Import…' }).click();
  return page.getByRole('dialog', { name: 'Import facts' });
}

async function exported(page: Page, what: string): Promise<{ name: string; content: string }> {
  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Import and export' }).click();
  await page.getByRole('menuitem', { name: what }).click();
  const file = await download;
  return { name: file.suggestedFilename(), content: await readFile(await file.path(), 'utf8') };
}

story(house, 'what was exported is imported by somebody else', AT, async ({ page, person }) => {
  await person.api('POST', '/api/memory', { text: 'Two lines\nof text', category: 'project', pinned: true });
  await person.api('POST', '/api/memory', { text: 'Reads in the evening', category: 'preference' });
  await rowOf(page, 'Reads').waitFor();
  const json = await exported(page, 'Export as JSON');
  expect(json.name).toMatch(/^memory-\d{4}-\d\d-\d\d\.json$/);
  const markdown = await exported(page, 'Export as Markdown');
  expect(markdown.name).toMatch(/\.md$/);
  expect(markdown.content).toContain('## preference\n\n- Reads in the evening');

  for (const { id } of await listed(person)) await person.api('DELETE', `/api/memory/${id}`);
  await page.getByText('Nothing is remembered yet').waitFor();
  const dialog = await openImport(page);
  await dialog.getByLabel('File to import').setInputFiles({ name: json.name, mimeType: 'application/json', buffer: Buffer.from(json.content) });
  await dialog.getByText(json.name).waitFor();
  await dialog.getByRole('button', { name: 'Import', exact: true }).click();
  await dialog.getByText('2 facts added.').waitFor();
  await dialog.getByRole('button', { name: 'Import another' }).click();
  await dialog.getByLabel('Or paste it here').fill(markdown.content);
  await expect.poll(() => dialog.getByRole('radio', { name: 'Markdown' }).isChecked()).toBe(true);
  await dialog.getByRole('button', { name: 'Import', exact: true }).click();
  await dialog.getByText('Nothing new. 2 facts known already.').waitFor();
  await dialog.getByRole('button', { name: 'Done' }).click();
  await page.getByRole('list', { name: 'Always in mind' }).getByText('Two lines').waitFor();
  expect(await listed(person)).toEqual([
    expect.objectContaining({ text: 'Two lines\nof text', category: 'project', pinned: true }),
    expect.objectContaining({ text: 'Reads in the evening', category: 'preference', pinned: false }),
  ]);
});

story(house, 'what cannot be kept is told line by line', AT, async ({ page, person }) => {
  const dialog = await openImport(page);
  await accessible(page);
  await shot(page, 'memory-import');
  await dialog.getByLabel('Or paste it here').fill(`## goals\n\n- See the northern lights\nwhat is this\n- ${'long '.repeat(1100)}`);
  await dialog.getByRole('button', { name: 'Import', exact: true }).click();
  await dialog.getByText('1 fact added. 2 facts could not be kept.').waitFor();
  await dialog.getByText('Line 4').waitFor();
  await dialog.getByText(/at most 5000 characters/).waitFor();
  await accessible(page);
  await shot(page, 'memory-import-refused');
  await dialog.getByRole('button', { name: 'Done' }).click();
  await rowOf(page, 'northern lights').getByRole('button', { name: 'Category: Goal' }).waitFor();
  expect(await texts(person)).toEqual(['See the northern lights']);
});

story(house, 'an older file of several people: whose facts they are is asked', AT, async ({ page, person }) => {
  const old = [
    { text: 'Grew up in Cork', owner: 'annie', source: 'ai_agent', timestamp: 1_700_000_000, category: 'identity' },
    { text: 'Somebody else’s', owner: 'bob', timestamp: 1_700_000_001 },
  ];
  const dialog = await openImport(page);
  await dialog.getByLabel('Or paste it here').fill(JSON.stringify(old));
  await expect.poll(() => dialog.getByRole('radio', { name: 'JSON' }).isChecked()).toBe(true);
  await dialog.getByRole('button', { name: 'Import', exact: true }).click();
  await dialog.getByText('Nothing new. 2 facts could not be kept.').waitFor();
  await dialog.getByLabel('Which of these names is yours?').fill('annie');
  await dialog.getByRole('button', { name: 'Import those' }).click();
  await dialog.getByText('1 fact added. 1 fact could not be kept.').waitFor();
  await dialog.getByRole('button', { name: 'Done' }).click();
  await rowOf(page, 'Grew up in Cork').getByText('A chat agent').waitFor();
  await rowOf(page, 'Grew up in Cork').getByText('14 Nov 2023').first().waitFor();
  expect(await texts(person)).toEqual(['Grew up in Cork']);
});

story(house, 'a file that is too large is refused with a sentence', AT, async ({ page }) => {
  const dialog = await openImport(page);
  const folder = await mkdtemp(join(tmpdir(), 'odysseus-import-'));
  try {
    await writeFile(join(folder, 'huge.md'), Buffer.alloc(13 * 2 ** 20, '- a\n'));
    await dialog.getByLabel('File to import').setInputFiles(join(folder, 'huge.md'));
    await dialog.getByText('This has 13 MB, and at most 12 MB are read at once.').waitFor();
  } finally {
    await rm(folder, { recursive: true });
  }
});
