import type { Page } from 'playwright-core';
import { Gate } from './gate';

/** How long a page may take to ask, and to have its answer, in milliseconds. */
const PATIENCE = 60_000;

/** A call of the page whose answer is on its way for long. */
export interface Late {
  /** Resolves when the page has asked; what the server answers is as things are then. */
  readonly asked: Promise<void>;
  /** Lets the page have the answer. Resolves when it has. */
  arrive: () => Promise<void>;
}

/** What is late: the next call of that kind, `GET` unless it is said; with `unsent` the server too hears of it late. */
export interface LateOptions {
  readonly method?: string;
  readonly unsent?: boolean;
}

/** Holds the next call to an address back. `path` is as in `page.route`. */
export async function late(page: Page, path: string | RegExp, { method = 'GET', unsent = false }: LateOptions = {}): Promise<Late> {
  const [asked, free, had] = [new Gate(), new Gate(), new Gate()];
  let taken = false;
  await page.route(path, async (route) => {
    if (taken || route.request().method() !== method) return route.fallback();
    taken = true;
    const early = unsent ? undefined : await route.fetch();
    asked.open();
    await free.opened;
    await route.fulfill({ response: early ?? (await route.fetch()) });
    await (await route.request().response())?.finished();
    had.open();
  });
  const arrive = async () => {
    free.open();
    await within(had.opened, `The page did not wait for ${String(path)}.`);
    // What the page makes of it comes with its next frames.
    await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve))));
  };
  return { asked: within(asked.opened, `The page did not ask for ${String(path)}.`), arrive };
}

/** A page that does not ask ends the story, and with what it was waiting for. */
function within(opened: Promise<void>, otherwise: string): Promise<void> {
  const late = new Promise<never>((_, reject) => {
    const timer = setTimeout(() => reject(new Error(otherwise)), PATIENCE);
    void opened.then(() => clearTimeout(timer));
  });
  const first = Promise.race([opened, late]);
  // Whoever waits for it hears of it.
  first.catch(() => undefined);
  return first;
}
