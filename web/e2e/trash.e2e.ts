import { expect } from 'vitest';
import { accessible, allow, pair, shot, story, useHouse } from './support';

const house = useHouse();

story(house, 'what was deleted comes back from the trash', { path: '/trash' }, async ({ page, person }) => {
  await page.getByText('The trash is empty').waitFor();
  const todo = await person.api<{ id: string }>('POST', '/api/todos', { title: 'Call dentist' });
  const fact = await person.api<{ id: string }>('POST', '/api/memory', { text: 'Prefers tea' });
  await person.api('DELETE', `/api/todos/${todo.id}`);
  await person.api('DELETE', `/api/memory/${fact.id}`);
  // It shows without a reload.
  await page.getByText('Call dentist').waitFor();
  await page.getByText('Prefers tea').waitFor();
  await accessible(page);
  await shot(page, 'trash');

  await page.getByRole('radio', { name: 'Memory' }).check({ force: true });
  await page.getByText('Call dentist').waitFor({ state: 'detached' });
  await expect.poll(() => new URL(page.url()).search).toBe('?kind=memory');
  await page.reload();
  await page.getByText('Prefers tea').waitFor();
  await expect.poll(() => page.getByText('Call dentist').count()).toBe(0);
  await page.getByRole('radio', { name: 'All' }).check({ force: true });

  await page.getByRole('button', { name: 'Restore Call dentist' }).press('Enter');
  await page.getByRole('region', { name: 'Messages' }).getByText('Restored “Call dentist”.').waitFor();
  await expect.poll(() => page.getByRole('button', { name: /^Restore/ }).count()).toBe(1);
  // The focus goes on to the next one.
  await expect.poll(() => page.evaluate(() => document.activeElement?.getAttribute('aria-label'))).toBe('Restore Prefers tea');
  await expect.poll(async () => JSON.stringify(await person.api('GET', '/api/todos'))).toContain('Call dentist');
});

story(house, 'a bin that cannot be read says so beside the others; a failed restore puts it back', { path: '/todos', in: pair }, async ({ page, person }) => {
  allow(page, 'status of 500');
  const fact = await person.api<{ id: string }>('POST', '/api/memory', { text: 'Prefers tea' });
  await person.api('DELETE', `/api/memory/${fact.id}`);
  const fault = { status: 500, contentType: 'application/problem+json', json: { title: 'Fault', detail: 'The disk is full.' } };
  await page.route('**/api/todos/trash*', (route) => route.fulfill(fault));
  await page.route('**/api/memory/trash/*/restore', (route) => route.fulfill(fault));
  await page.goto('/trash');
  await page.getByRole('alert').getByText('Todos: The disk is full.').waitFor();
  await page.getByRole('button', { name: 'Restore Prefers tea' }).click();
  await page.getByRole('region', { name: 'Messages' }).getByText('The disk is full.').waitFor();
  await page.getByRole('button', { name: 'Restore Prefers tea' }).waitFor();
  await page.unroute('**/api/todos/trash*');
  await page.getByRole('button', { name: 'Try again' }).click();
  await page.getByText('Todos: The disk is full.').waitFor({ state: 'detached' });
});
