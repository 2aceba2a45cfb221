import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { test } from 'vitest';
import { type Launched, launchAll, PROGRAMS } from './pictures/cookbook';
import { type Lived, liveIn } from './pictures/house';
import { allow, type View, open, useHouse } from './support';

// The pictures of docs/screenshots, taken by `cargo xtask screenshots`.

const folder = process.env.ODYSSEUS_SHOTS ?? join(import.meta.dirname, '../../docs/screenshots');
const house = useHouse({ programs: PROGRAMS });
const desk: View = { name: 'desk', width: 1280, height: 800, scheme: 'light' };
const phone: View = { name: 'phone', width: 390, height: 844, scheme: 'light' };

let lived: Lived;
let launched: Launched;

test('welcome', async () => {
  const page = await open(house, { ...desk, path: '/welcome' });
  await page.getByRole('link', { name: /^Connect/ }).waitFor();
  await picture(page, 'welcome');
});

/** Where a picture is taken, and what is done before. */
interface Picture {
  name: string;
  view: View;
  path: () => string;
  /** What has to be there. */
  shows: string;
  before?: (page: Page) => Promise<void>;
}

const pictures: Picture[] = [
  { name: 'todos', view: desk, path: () => '/todos', shows: 'Pack for Ithaca' },
  { name: 'todos-dark', view: { ...desk, scheme: 'dark' }, path: () => '/todos', shows: 'Pack for Ithaca' },
  { name: 'phone-todos', view: phone, path: () => '/todos', shows: 'Pack for Ithaca' },
  { name: 'document', view: desk, path: () => `/documents/${lived.document}`, shows: 'Mrs Raptis' },
  { name: 'phone-document', view: { ...phone, scheme: 'dark' }, path: () => `/documents/${lived.document}`, shows: 'Mrs Raptis' },
  { name: 'memory', view: desk, path: () => '/memory', shows: 'Allergic to walnuts' },
  { name: 'integrations', view: desk, path: () => `/settings/integrations?token=${lived.token}`, shows: 'Claude Agent' },
  { name: 'approval', view: desk, path: () => `/settings/approvals?ask=${lived.approval}`, shows: 'Return the library books' },
  { name: 'cookbook', view: desk, path: () => '/cookbook/presets', shows: 'Verified', before: watched },
  { name: 'phone-cookbook', view: { ...phone, scheme: 'dark' }, path: () => '/cookbook/presets', shows: 'Verified', before: watched },
  { name: 'cookbook-diagnosis', view: { ...desk, height: 900 }, path: () => `/cookbook/tasks/${launched.failed}`, shows: 'What may help' },
  {
    name: 'cookbook-launch',
    view: desk,
    path: () => '/cookbook/launch?model=Qwen/Qwen3-8B',
    shows: 'vLLM is there, and port 8000 is free',
    before: async (page) => {
      await page.getByLabel('Context').fill('16384');
      await page.getByText('vLLM is there, and port 8000 is free').waitFor();
    },
  },
  {
    name: 'palette',
    view: desk,
    path: () => '/todos',
    shows: 'Pack for Ithaca',
    before: async (page) => {
      await page.getByRole('button', { name: /^Search or do/ }).click();
      await page.getByRole('combobox', { name: 'Search or do' }).fill('boat');
      await page.getByRole('group', { name: 'Documents' }).getByText('Boat: what is left').first().waitFor();
      await page.getByRole('group', { name: 'Memory' }).waitFor();
    },
  },
];

test('the house is lived in', async () => {
  lived = await liveIn(house.admin);
  launched = await launchAll(house.admin);
});

test.for(pictures)('$name', async ({ name, view, path, shows, before }) => {
  const page = await open(house, { ...view, path: path() });
  await page.getByText(shows).first().waitFor();
  await page.getByRole('link').filter({ hasText: /Todos.*\d|\d.*Todos/ }).first().waitFor();
  await before?.(page);
  await picture(page, name);
});

/** As if the page of what runs had been open for some minutes: its line of the GPU's readings has grown. */
async function watched(page: Page): Promise<void> {
  allow(page, 'asked 25 times');
  await page.clock.install();
  await page.getByRole('link', { name: 'Running', exact: true }).click();
  await page.getByText('87 tokens/s').waitFor();
  for (let look = 0; look < 40; look++) {
    const looked = page.waitForResponse((answer) => answer.url().includes('/api/cookbook/host'));
    await page.clock.runFor(10_000);
    await looked;
  }
}

async function picture(page: Page, name: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  await page.screenshot({ path: join(folder, `${name}.png`), animations: 'disabled', caret: 'hide' });
}
