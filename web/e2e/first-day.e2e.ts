import { existsSync } from 'node:fs';
import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { expect, onTestFinished, test } from 'vitest';
import { accessible, House, open, PASSWORD, shot, Terminal, type View, views } from './support';

/** What it may take from the first page to a token in the clipboard, in milliseconds: a minute of a person's clicking. */
const A_MINUTE = 60_000;
const CLIPBOARD = ['clipboard-read', 'clipboard-write'];

const [desk, , , phone] = views as [View, View, View, View];

/** An Odysseus on an empty directory, and somebody who has opened its link. */
async function arrive(view: View): Promise<Page> {
  const house = await House.start({ admin: false });
  onTestFinished(() => house.stop());
  const page = await open(house, { ...view, as: null, path: await house.setupLink(), permissions: CLIPBOARD });
  await page.getByLabel('Name').fill('ann');
  await page.getByLabel('Password', { exact: true }).fill(PASSWORD);
  await page.getByRole('button', { name: 'Make the account' }).click();
  await page.getByRole('heading', { level: 1, name: /^Welcome aboard/ }).waitFor();
  return page;
}

async function terminal(): Promise<Terminal> {
  const opened = await Terminal.open();
  onTestFinished(() => opened.close());
  return opened;
}

/** Copies the set-up as a person does. */
async function copiedSetup(page: Page): Promise<string> {
  const copy = page.getByRole('button', { name: /^(Copy setup|Copied)$/ });
  // That it is copied is said for a moment, and then the button is as it was.
  await Promise.all([page.getByRole('button', { name: 'Copied' }).waitFor(), copy.click()]);
  return page.evaluate(() => navigator.clipboard.readText());
}

test('from an empty directory to a todo of Claude Code, in the open page', async () => {
  const begun = Date.now();
  const page = await arrive(desk);
  await page.getByRole('listitem').filter({ hasText: 'Connect Claude Code' }).getByRole('link').click();
  await page.getByRole('button', { name: 'Create' }).click();
  const setup = await copiedSetup(page);
  expect(Date.now() - begun).toBeLessThan(A_MINUTE);
  await accessible(page);
  await shot(page, 'integration-new');

  const shell = await terminal();
  const printed = await shell.paste(setup);
  expect(printed).toContain('"todos:write"');
  expect(existsSync(join(shell.home, '.claude/skills/odysseus/SKILL.md'))).toBe(true);
  await page.getByText('Connected.').waitFor();
  await page.getByRole('button', { name: 'Done', exact: true }).click();
  await expect.poll(() => page.getByText('ody_').allTextContents()).toEqual([expect.stringMatching(/^ody_.{4}…$/)]);

  await page.goto('/todos');
  await page.getByRole('heading', { level: 1, name: 'Todos' }).waitFor();
  const script = '~/.claude/skills/odysseus/scripts/odysseus_api.py';
  // The exports of the set-up last in the person's shell.
  await shell.paste(`${setup}python3 ${script} todos add Call dentist --due "tomorrow at 5pm"`);
  await page.getByText('Call dentist').waitFor();
  await shot(page, 'first-todo');
});

test('Codex is set up beside what the person has, and where it is not installed yet', async () => {
  const page = await arrive(phone);
  await page.goto('/settings/integrations?add');
  await page.getByRole('link', { name: /Codex Agent/ }).click();
  await page.getByRole('button', { name: 'Create' }).click();
  const setup = await copiedSetup(page);
  await accessible(page);

  const shell = await terminal();
  const listed = join(shell.home, '.agents/plugins/marketplace.json');
  expect(await shell.paste(setup)).toContain('Codex is not installed here');
  expect(existsSync(join(shell.home, 'plugins/odysseus/.codex-plugin/plugin.json'))).toBe(true);
  expect(JSON.parse(await readFile(listed, 'utf8'))).toMatchObject({
    name: 'personal',
    interface: { displayName: 'Personal' },
    plugins: [{ name: 'odysseus', source: { source: 'local', path: './plugins/odysseus' }, category: 'Productivity' }],
  });

  // A stand-in for Codex that writes down how it was called.
  await mkdir(join(shell.home, 'bin'));
  await writeFile(join(shell.home, 'bin/codex'), '#!/bin/sh\necho "$@" >> ~/codex-calls\n');
  await chmod(join(shell.home, 'bin/codex'), 0o755);
  const theirs = { name: 'mine', plugins: [{ name: 'other' }, { name: 'odysseus', source: 'old' }] };
  await writeFile(listed, JSON.stringify(theirs));
  await shell.paste(`PATH="$HOME/bin:$PATH"\n${setup}`);
  expect(await readFile(join(shell.home, 'codex-calls'), 'utf8')).toBe('plugin add odysseus@personal\n');
  expect(JSON.parse(await readFile(listed, 'utf8'))).toMatchObject({
    name: 'mine',
    plugins: [{ name: 'other' }, { name: 'odysseus', source: { path: './plugins/odysseus' } }],
  });

  // A file that is not JSON is left as it is, and the set-up stops there.
  await writeFile(listed, 'not json');
  await expect(shell.paste(`PATH="$HOME/bin:$PATH"\n${setup}`)).rejects.toThrow('JSONDecodeError');
  expect(await readFile(listed, 'utf8')).toBe('not json');
});
