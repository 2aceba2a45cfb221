import { expect } from 'vitest';
import { type Person, pair, story, useHouse } from '../../../e2e/support';
import { rowOf } from './memory.story';

const house = useHouse();
const AT = { path: '/settings/about', in: pair };

/** So many facts, of one to several lines. */
async function fill(person: Person, count: number): Promise<void> {
  const facts = Array.from({ length: count }, (_, at) => ({ text: `Fact number ${at}${' and more'.repeat(at % 40)}` }));
  await person.api('POST', '/api/memory/import', { content: JSON.stringify(facts), format: 'json' });
}

story(house, '5,000 facts scroll to their end, of which the page draws a few', AT, async ({ page, person }) => {
  await fill(person, 5000);
  await page.goto('/memory');
  await page.getByText('5,000 facts').waitFor();
  await rowOf(page, 'Fact number 4999').waitFor();
  const last = rowOf(page, /^\s*Fact number 0\b/);
  await expect
    .poll(
      async () => {
        await page.evaluate(() => scrollTo(0, document.documentElement.scrollHeight));
        return last.count();
      },
      { timeout: 45_000, interval: 100 },
    )
    .toBe(1);
  await expect.poll(() => page.locator('[data-memory]').count()).toBeLessThan(120);
});

story(house, 'something new at the top leaves in place what is being read', AT, async ({ page, person }) => {
  await fill(person, 60);
  await page.goto('/memory');
  await page.getByText('60 facts').waitFor();
  const read = rowOf(page, /^\s*Fact number 0\b/);
  await expect
    .poll(async () => {
      await page.evaluate(() => scrollTo(0, document.documentElement.scrollHeight));
      return read.count();
    })
    .toBe(1);
  /** Where it is once what was measured for this picture has been taken into account. */
  const place = async () => {
    await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))));
    return Math.round((await read.boundingBox())?.y ?? 0);
  };
  let before = await place();
  // Rows are measured as they come into sight: the page is at rest when they stay.
  await expect.poll(async () => [before, (before = await place())].map((y, _, all) => y === all[0])).toEqual([true, true]);
  await person.api('POST', '/api/memory', { text: 'Brand new' });
  await page.getByText('61 facts').waitFor({ state: 'attached' });
  // By less than a line: a row that came in unnoticed would be three times that.
  await expect.poll(async () => Math.abs((await place()) - before)).toBeLessThan(23);
});
