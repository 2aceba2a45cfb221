import { expect, test } from 'vitest';
import { accessible, open, shot, story, useHouse } from './support';

const house = useHouse();

story(house, 'the app opens under any of its addresses, and breaks no rule', { path: '/' }, async ({ page }) => {
  await page.locator('main').waitFor();
  await accessible(page);
  await shot(page, 'start');
  await page.goto('/documents?sort=name');
  await page.locator('main').waitFor();
  expect(new URL(page.url()).pathname).toBe('/documents');
});

// A folder that is served in place of the program's files is not compressed.
test.skipIf(process.env.ODYSSEUS_WEB_DIR)('the first load is small, compressed, and stays with the browser', async () => {
  const page = await open(house);
  const assets: { url: string; headers: Record<string, string> }[] = [];
  page.on('response', (response) => {
    if (response.url().includes('/assets/')) assets.push({ url: response.url(), headers: response.headers() });
  });
  await page.goto('/');
  await page.getByRole('heading', { level: 1 }).waitFor();
  expect(assets.length).toBeGreaterThan(0);
  for (const { url, headers } of assets) {
    expect(headers['cache-control'], url).toContain('immutable');
    expect(headers['content-encoding'], url).toBe('br');
  }
  const bytes = await page.evaluate(() => {
    const kinds = ['navigation', 'resource'].flatMap((kind) => performance.getEntriesByType(kind));
    return kinds.reduce((sum, entry) => sum + (entry as PerformanceResourceTiming).transferSize, 0);
  });
  expect(bytes).toBeGreaterThan(10_000);
  expect(bytes).toBeLessThan(120_000);
});
