/// <reference lib="webworker" />
// The service worker: keeps the application's files, so that it opens without a network, and hears of presses on
// notifications. It takes over from an older one when no page of that is open any more, or when the person says so.
import { answer, dropOld, keepShell } from './sw/files';
import { pressed } from './sw/notices';

declare const self: ServiceWorkerGlobalScope;

/** Routes that the browser goes without asking the worker, so that it need not wake up (Service Workers, §4.5.3). */
interface Routing {
  addRoutes?: (rules: { condition: { urlPattern: { pathname: string } }; source: 'network' }) => Promise<void>;
}

self.addEventListener('install', (event: ExtendableEvent & Routing) => {
  void event.addRoutes?.({ condition: { urlPattern: { pathname: '/api/*' } }, source: 'network' });
  event.waitUntil(keepShell());
});
self.addEventListener('activate', (event) => event.waitUntil(dropOld()));
self.addEventListener('fetch', answer);
self.addEventListener('message', ({ data }) => {
  if (data === 'take over') void self.skipWaiting();
});
self.addEventListener('notificationclick', pressed);
