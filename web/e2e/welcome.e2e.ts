import { expect } from 'vitest';
import { accessible, shot, story, useHouse } from './support';

const house = useHouse();

story(house, 'the first steps tick themselves off', { path: '/welcome' }, async ({ page, person }) => {
  await page.getByRole('heading', { level: 1, name: /^Welcome/ }).waitFor();
  await page.getByRole('link', { name: /^Connect/ }).waitFor();
  // That is for administrators.
  expect(await page.getByText('Add a GPU server').count()).toBe(0);
  await accessible(page);
  await shot(page, 'welcome');
  await person.api('POST', '/api/todos', { title: 'Call dentist' });
  await page.getByRole('heading', { name: 'Add your first todo (done)' }).waitFor();
  await page.getByRole('link', { name: 'Go to my todos' }).click();
  await page.getByRole('heading', { level: 1, name: 'Todos' }).waitFor();
});
