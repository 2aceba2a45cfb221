import { expect } from 'vitest';
import { accessible, pair, story, useHouse } from './support';

const house = useHouse();

story(house, 'a message stands over dialogs, and its Undo works there, by key and by press', { path: '/todos', in: pair }, async ({ page, person }) => {
  await person.api('POST', '/api/todos', { title: 'Water the plants' });
  const open = async () => (await person.api<{ items: unknown[] }>('GET', '/api/todos')).items.length;
  const check = page.getByRole('checkbox', { name: /Water the plants/ });
  const messages = page.getByRole('region', { name: 'Messages' });

  await check.click();
  await messages.getByRole('button', { name: 'Undo' }).waitFor();
  await page.keyboard.press('?');
  await page.getByRole('dialog', { name: 'Keyboard shortcuts' }).waitFor();
  await accessible(page);
  await messages.getByRole('button', { name: 'Undo' }).click();
  await expect.poll(open).toBe(1);
  await page.keyboard.press('Escape');

  await check.click();
  await expect.poll(open).toBe(0);
  await messages.getByRole('button', { name: 'Undo' }).waitFor();
  await page.keyboard.press('Control+z');
  await expect.poll(open).toBe(1);
});
