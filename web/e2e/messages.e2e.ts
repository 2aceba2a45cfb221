import { expect } from 'vitest';
import { accessible, pair, story, useHouse } from './support';

const house = useHouse();

story(house, 'a message stands over dialogs, and its Undo works there, by key and by press', { path: '/todos', in: pair }, async ({ page, person }) => {
  await person.api('POST', '/api/todos', { title: 'Water the plants' });
  const open = async () => (await person.api<{ items: unknown[] }>('GET', '/api/todos')).items.length;
  const check = page.getByRole('checkbox', { name: 'Done: Water the plants', exact: true });
  const messages = page.getByRole('region', { name: 'Messages' });

  await check.click();
  await messages.getByRole('button', { name: 'Undo' }).waitFor();
  await page.keyboard.press('?');
  const help = page.getByRole('dialog', { name: 'Keyboard shortcuts' });
  await help.waitFor();
  // It stays as long as somebody is at it.
  await messages.getByRole('button', { name: 'Undo' }).focus();
  await accessible(page);
  await messages.getByRole('button', { name: 'Undo' }).click();
  await expect.poll(open).toBe(1);
  await page.keyboard.press('Escape');
  await help.waitFor({ state: 'detached' });

  await check.click();
  await expect.poll(open).toBe(0);
  await messages.getByRole('button', { name: 'Undo' }).waitFor();
  await page.keyboard.press('Control+z');
  await expect.poll(open).toBe(1);
});
