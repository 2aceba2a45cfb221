import { accessible, shot, story, useHouse } from './support';

const house = useHouse();

story(house, 'the first steps tick themselves off', { path: '/welcome' }, async ({ page, person }) => {
  await page.getByRole('heading', { level: 1, name: /^Welcome/ }).waitFor();
  await page.getByRole('link', { name: /^Connect/ }).waitFor();
  await accessible(page);
  await shot(page, 'welcome');
  await person.api('POST', '/api/todos', { title: 'Call dentist' });
  await page.getByRole('heading', { name: /\(done\)/ }).waitFor();
  await page.getByRole('link', { name: 'Go to my todos' }).click();
  await page.getByRole('heading', { level: 1, name: 'Todos' }).waitFor();
});
