import { capabilities } from '../capabilities';
import type { Nav, Page } from '../lib/capability';
import { match } from '../lib/router.svelte';
import { session } from '../lib/session.svelte';

/** The pages that belong to no capability. */
const OWN: Page[] = [
  { path: '/welcome', load: () => import('./welcome/WelcomePage.svelte') },
  { path: '/settings', load: () => import('./settings/Settings.svelte') },
  { path: '/settings/:part', load: () => import('./settings/Settings.svelte') },
  { path: '/trash', load: () => import('./trash/TrashPage.svelte') },
];

const pages: Page[] = [...capabilities.flatMap((capability) => capability.pages ?? []), ...OWN];

type Place = Nav & { path: string };

const all: (Place & { admin?: boolean })[] = pages
  .flatMap((page) => (page.nav ? [{ ...page.nav, path: page.path, admin: page.admin }] : []))
  .sort((a, b) => a.order - b.order);

/** Whether the person who is signed in may see it. */
const isTheirs = ({ admin }: { admin?: boolean }) => !admin || session.account?.admin === true;

/** The places of the navigation that this person may see, in order. */
export const places = (): Place[] => all.filter(isTheirs);

/** More places than these would be too narrow to hit on a phone. */
const TABS = 3;

/** The places that stand in the bar of a phone, and those that are behind its last button. */
export function tabs(): { shown: Place[]; rest: Place[] } {
  const theirs = places();
  return { shown: theirs.slice(0, TABS), rest: theirs.slice(TABS) };
}

/** Where the empty path leads: the first place that everybody has. */
export const home: string = all.find(({ admin }) => !admin)?.path ?? '/settings';

/** The page of a path and the parameters in it; nothing where there is none for this person. */
export function pageAt(path: string): { page: Page; params: Record<string, string> } | undefined {
  for (const page of pages) {
    const params = match(page.path, path);
    if (params && isTheirs(page)) return { page, params };
  }
  return undefined;
}

/** Whether a place of the navigation is the one that the path is in. */
export function isHere(at: string, path: string): boolean {
  return path === at || path.startsWith(`${at}/`);
}

/** Loads the page of a path before it is gone to, such as while the pointer comes: going there is then a matter of milliseconds. */
export function prefetch(path: string): void {
  // Without it the page is loaded when it is gone to, and says what is wrong then.
  pageAt(path)?.page.load().catch(() => undefined);
}
