import { readFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type axe from 'axe-core';
import type { Page } from 'playwright-core';
import { expect } from 'vitest';

const source = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** WCAG 2.2 A and AA, and what axe holds to be good practice. */
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/** Asserts that axe finds nothing in the page as it stands, and that it fits its window (WCAG 2.2, 1.4.10). */
export async function accessible(page: Page): Promise<void> {
  await atRest(page);
  const wider = await page.evaluate(() => {
    const { scrollWidth, clientWidth } = document.documentElement;
    return scrollWidth - clientWidth;
  });
  expect(wider, `by how many px ${page.url()} is wider than its window`).toBeLessThanOrEqual(0);
  expect(await violations(page), `axe on ${page.url()}`).toEqual([]);
}

/** Lets what moves come to rest: halfway, colours are neither. */
function atRest(page: Page): Promise<void> {
  return page.evaluate(async () => {
    const ending = document.getAnimations().filter(({ effect }) => effect?.getComputedTiming().endTime !== Infinity);
    await Promise.allSettled(ending.map(({ finished }) => finished));
  });
}

/** What axe finds: the rule, and each place with what would mend it. */
export async function violations(page: Page): Promise<string[]> {
  if (!(await page.evaluate(() => 'axe' in globalThis))) await page.evaluate(source);
  const found = await page.evaluate(async (tags) => {
    const { axe } = globalThis as unknown as { axe: typeof import('axe-core') };
    const results = await axe.run(document, { runOnly: tags, resultTypes: ['violations'], preload: false });
    return results.violations;
  }, RULES);
  return found.map(sentence);
}

function sentence({ id, help, nodes }: axe.Result): string {
  const place = ({ target, failureSummary = '' }: axe.NodeResult) =>
    `\n  ${target.join(' ')}: ${failureSummary.replaceAll(/\s+/g, ' ')}`;
  const where = nodes.map(place);
  return `${id}: ${help}${where.join('')}`;
}

/** Keeps a picture of the page in the folder that `ODYSSEUS_SHOTS` names; without one it does nothing. */
export async function shot(page: Page, name: string): Promise<void> {
  const folder = process.env.ODYSSEUS_SHOTS;
  if (!folder) return;
  await mkdir(folder, { recursive: true });
  const dark = await page.evaluate(() => matchMedia('(prefers-color-scheme: dark)').matches);
  const file = `${name}-${page.viewportSize()?.width}-${dark ? 'dark' : 'light'}.png`;
  await page.screenshot({ path: join(folder, file) });
}
