/** Where the person is: the address, as state. Links are plain anchors; the browser's history is the only one. */
import { keepPositions, leavePosition, positionAt, restorePosition } from './scrolling';

class Place {
  /** The path, without a slash at its end. */
  path = $state('/');
  /** The query. Change it with {@link setQuery}. */
  query = $state.raw(new URLSearchParams());

  read(): void {
    this.path = location.pathname.replace(/(.)\/+$/, '$1');
    this.query = new URLSearchParams(location.search);
  }
}

/** The current address. */
export const place = new Place();

/** Asked before the address changes; answers whether it may. */
type Guard = () => boolean;
const guards = new Set<Guard>();

/** Lets a page hold the person back, such as while something is not saved yet. Returns what takes it away. */
export function guard(ask: Guard): () => void {
  guards.add(ask);
  return () => guards.delete(ask);
}

const mayLeave = () => [...guards].every((ask) => ask());

/** The number of the current entry in this tab's history: it tells back from forward. */
let index = 0;

function indexOf(state: unknown): number | undefined {
  const held = typeof state === 'object' && state !== null && 'index' in state ? state.index : undefined;
  return typeof held === 'number' ? held : undefined;
}

/** Goes to an address of this application. */
export function go(href: string, options: { replace?: boolean } = {}): void {
  const target = new URL(href, location.href);
  const stays = target.pathname === location.pathname;
  if (!stays && !mayLeave()) return;
  if (!stays) leavePosition();
  const same = target.href === location.href;
  if (options.replace) history.replaceState({ index }, '', target);
  else if (!same) history.pushState({ index: (index += 1) }, '', target);
  place.read();
  if (target.hash) showPart(target.hash);
  else if (!stays || same) scrollTo(0, 0);
}

/** Changes fields of the query, without a new entry in the history; empty or absent values are left out. */
export function setQuery(changes: Record<string, string | null | undefined>, options = { replace: true }): void {
  const query = new URLSearchParams(location.search);
  for (const [name, value] of Object.entries(changes)) {
    if (value) query.set(name, value);
    else query.delete(name);
  }
  const text = query.toString();
  if (text === location.search.slice(1)) return;
  go(location.pathname + (text ? `?${text}` : ''), options);
}

/** Shows the part of the page that a hash names, once the page is there. */
function showPart(hash: string): void {
  requestAnimationFrame(() => document.getElementById(decoded(hash.slice(1)))?.scrollIntoView());
}

/** The parameters of a path under a pattern such as `/documents/:id`; nothing where it does not fit. */
export function match(pattern: string, path: string): Record<string, string> | undefined {
  const wanted = pattern.split('/');
  const parts = path.split('/');
  if (wanted.length !== parts.length) return undefined;
  const params: Record<string, string> = {};
  for (const [at, part] of wanted.entries()) {
    const given = parts[at] ?? '';
    if (!part.startsWith(':')) {
      if (part !== given) return undefined;
    } else {
      if (!given) return undefined;
      params[part.slice(1)] = decoded(given);
    }
  }
  return params;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** Follows the address bar and clicks on links within the application. Called once, at the start. */
export function followLinks(): void {
  place.read();
  index = indexOf(history.state) ?? 0;
  if (indexOf(history.state) === undefined) history.replaceState({ index }, '');
  keepPositions(() => index);
  const before = positionAt(index);
  if (before) restorePosition(before);
  addEventListener('popstate', ({ state }) => moved(indexOf(state)));
  document.addEventListener('click', (event) => {
    const href = ours(event);
    if (!href) return;
    event.preventDefault();
    go(href);
  });
}

/** The person went back or forward. A page that holds them back is shown again: the browser cannot be stopped. */
function moved(to: number | undefined): void {
  const leaves = location.pathname.replace(/(.)\/+$/, '$1') !== place.path;
  if (to !== undefined && to !== index && leaves && !mayLeave()) return history.go(index - to);
  index = to ?? index;
  place.read();
  restorePosition(positionAt(index));
}

/** The address of the clicked link, when this application is to follow it itself. */
function ours(event: MouseEvent): string | undefined {
  if (event.defaultPrevented || event.button !== 0) return undefined;
  if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return undefined;
  const link = event.composedPath().find((node) => node instanceof HTMLAnchorElement);
  if (!link?.href || link.target || link.hasAttribute('download')) return undefined;
  const target = new URL(link.href);
  const elsewhere = target.origin !== location.origin || target.pathname.startsWith('/api/');
  return elsewhere ? undefined : target.href;
}
