import { type Browser, type BrowserContext, type Page, chromium } from 'playwright-core';
import { afterAll, expect, onTestFinished } from 'vitest';
import { type House, ZONE } from './house';
import type { Person } from './person';
import { Watch } from './watch';

/** A window, and what its person prefers. */
export interface View {
  readonly name: string;
  readonly width: number;
  readonly height: number;
  readonly scheme: 'light' | 'dark';
}

const WIDE = { width: 1280, height: 800 };
const NARROW = { width: 390, height: 844 };

/** A desk and a phone, by day and by night. */
export const views: readonly View[] = [
  { name: '1280 light', ...WIDE, scheme: 'light' },
  { name: '1280 dark', ...WIDE, scheme: 'dark' },
  { name: '390 light', ...NARROW, scheme: 'light' },
  { name: '390 dark', ...NARROW, scheme: 'dark' },
];

/** Two of them that have each width and each scheme: for stories about what does, not how it looks. */
export const pair: readonly View[] = views.filter(({ name }) => name === '1280 light' || name === '390 dark');

export interface Visit extends Partial<View> {
  /** Who is signed in: the admin unless it is said; `null` is nobody. */
  readonly as?: Person | null;
  /** Where to go at once. */
  readonly path?: string;
  /** What the person has allowed: `['notifications', 'clipboard-read']`. */
  readonly permissions?: string[];
  /** Lets things move. Without it the person prefers reduced motion, and the story is quicker. */
  readonly motion?: boolean;
}

let browser: Promise<Browser> | undefined;
const watches = new WeakMap<BrowserContext, Watch>();

/** The browser of this file, started when it is first needed. */
function launched(): Promise<Browser> {
  browser ??= chromium.launch({
    executablePath: process.env.ODYSSEUS_CHROMIUM ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
  });
  return browser;
}

afterAll(async () => {
  await (await browser)?.close();
});

/**
 * Opens a page in a browser of its own (cookies, storage, workers). At the end of the test it is closed, and
 * the test fails if the page, or another one of its context, logged an error or a warning, broke the policy
 * or asked another host.
 */
export async function open(house: House, visit: Visit = {}): Promise<Page> {
  const { width, height, scheme = 'light', permissions = [], motion = false } = visit;
  const narrow = width !== undefined && width < 600;
  const context = await (await launched()).newContext({
    baseURL: house.url,
    viewport: { width: width ?? WIDE.width, height: height ?? WIDE.height },
    colorScheme: scheme,
    reducedMotion: motion ? 'no-preference' : 'reduce',
    hasTouch: narrow,
    isMobile: narrow,
    locale: 'en-GB',
    timezoneId: ZONE,
    permissions,
  });
  context.setDefaultTimeout(15_000);
  watches.set(context, await Watch.over(context, house.url));
  onTestFinished(async ({ task }) => {
    const found = await troubles(context);
    if (task.result?.state === 'fail') console.error(await report(context, house));
    // What is still held or fetched for the page ends with it. A story may have closed them already.
    await Promise.allSettled([context, ...context.pages()].map((routed) => routed.unrouteAll({ behavior: 'ignoreErrors' })));
    await context.close();
    expect(found, 'what the page complained about').toEqual([]);
  });
  const person = visit.as === undefined ? house.admin : visit.as;
  await person?.enter(context);
  const page = await context.newPage();
  if (visit.path !== undefined) await page.goto(visit.path);
  return page;
}

/** What helps to understand a failure: where the pages stood, what they showed, what was logged. */
async function report(context: BrowserContext, house: House): Promise<string> {
  const pages = context.pages().map(async (page) => {
    const shown = await page.ariaSnapshot({ timeout: 1_000 }).catch(() => '(nothing to see)');
    return `--- ${page.url()}\n${shown}`;
  });
  return [...(await Promise.all(pages)), "--- the server's log", house.log].join('\n');
}

/** What the pages of a context complained about so far. */
export async function troubles(context: BrowserContext): Promise<readonly string[]> {
  // What was logged a moment ago is on its way: an answer of the page comes after it.
  await Promise.allSettled(context.pages().map((page) => page.evaluate(() => 0)));
  return watches.get(context)?.troubles ?? [];
}

/** Lets the page complain of this: the failure that a story is about. */
export function allow(page: Page, ...patterns: (string | RegExp)[]): void {
  watches.get(page.context())?.allow(...patterns);
}

/** Goes to a place of the navigation; on a phone it may be behind the last button of the bar. */
export async function goTo(page: Page, label: string): Promise<void> {
  await page.getByRole('navigation', { name: 'Main' }).waitFor();
  const more = page.getByRole('button', { name: 'More', exact: true });
  if (await more.isVisible()) await more.click();
  await page.locator('aside, nav').getByRole('link', { name: new RegExp(`^${label}`) }).last().click();
}
