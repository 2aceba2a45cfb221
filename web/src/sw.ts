/// <reference lib="webworker" />
// The service worker: keeps the application's files, so that it opens without a network.
export {};

declare const self: ServiceWorkerGlobalScope;

/** The files of this build; the build writes them in. */
const shell = "__SHELL__" as unknown as { version: string; files: string[] };

self.addEventListener('install', (event) => {
  event.waitUntil(caches.open(shell.version).then((cache) => cache.addAll(shell.files)));
});
