import type { Page } from 'playwright-core';

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
  const [asked, free, had] = [signal(), signal(), signal()];
  let taken = false;
  await page.route(path, async (route) => {
    if (taken || route.request().method() !== method) return route.fallback();
    taken = true;
    const early = unsent ? undefined : await route.fetch();
    asked.give();
    await free.given;
    await route.fulfill({ response: early ?? (await route.fetch()) });
    await (await route.request().response())?.finished();
    had.give();
  });
  const arrive = async () => {
    free.give();
    await had.given;
    // What the page makes of it comes with its next frames.
    await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve))));
  };
  return { asked: asked.given, arrive };
}

function signal() {
  let give = (): void => undefined;
  const given = new Promise<void>((resolve) => (give = resolve));
  return { given, give: () => give() };
}
