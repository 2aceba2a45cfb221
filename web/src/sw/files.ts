declare const self: ServiceWorkerGlobalScope;

/** The files of this build; the build writes them in. */
const shell = '__SHELL__' as unknown as { version: string; files: string[] };

const PREFIX = 'odysseus-';
const CACHE = PREFIX + shell.version;

/** The page that the application begins with, under whatever address. */
const PAGE = '/';
/** Without an answer within this many milliseconds, the page that is kept is shown. */
const PATIENCE = 3000;
/** The page that was just opened needs most of the six connections that browsers allow. */
const AT_ONCE = 2;
/** What the server answers itself. */
const NOT_OURS = /^\/(api|mcp)(\/|$)/;
/** Names below here change with what is in the files. */
const HASHED = '/assets/';

/** Keeps what the application needs to open. */
export async function keepShell(): Promise<void> {
  const cache = await caches.open(CACHE);
  const files = [PAGE, ...shell.files];
  for (let at = 0; at < files.length; at += AT_ONCE) await cache.addAll(files.slice(at, at + AT_ONCE));
}

/** Drops the files of older builds, except those of the one before: pages of it may still be open. */
export async function dropOld(): Promise<void> {
  const others = (await caches.keys()).filter((name) => name.startsWith(PREFIX) && name !== CACHE);
  await Promise.all(others.slice(0, -1).map((name) => caches.delete(name)));
}

/** Answers a page's request, where that is for a file of the application. */
export function answer(event: FetchEvent): void {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== 'GET' || origin !== self.location.origin || NOT_OURS.test(pathname)) return;
  if (request.mode === 'navigate') event.respondWith(page(request));
  else if (pathname.startsWith(HASHED) || shell.files.includes(pathname)) event.respondWith(file(request));
}

/** The page as the server has it, so that nobody stays with an old one; else as it is kept. */
async function page(request: Request): Promise<Response> {
  try {
    const response = await fetch(request, { signal: AbortSignal.timeout(PATIENCE) });
    // Behind a proxy it is the proxy that says that nobody is there.
    return response.status < 500 ? response : ((await keptIn(CACHE, PAGE)) ?? response);
  } catch (error) {
    const page = await keptIn(CACHE, PAGE);
    if (page) return page;
    throw error;
  }
}

/** A file as it is kept; those of rare use are kept once they have been used. */
async function file(request: Request): Promise<Response> {
  const kept = (await keptIn(CACHE, request)) ?? (await keptIn(undefined, request));
  if (kept) return kept;
  const response = await fetch(request);
  if (response.ok) {
    const copy = response.clone();
    void caches.open(CACHE).then((cache) => cache.put(request, copy)).catch(() => undefined);
  }
  return response;
}

/** What a cache has of it, or any cache. The files are kept unpacked: which packing was asked for is no matter. */
function keptIn(cacheName: string | undefined, request: RequestInfo): Promise<Response | undefined> {
  return caches.match(request, { cacheName, ignoreVary: true });
}
