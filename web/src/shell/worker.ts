import { live, MISSED } from '../lib/live.svelte';
import { toasts } from '../lib/toasts.svelte';

const WORKER = '/sw.js';

let kept = false;

/** `navigator.serviceWorker.register` runs what it is given, so that the policy of the page wants it vouched for. */
interface Vouching {
  trustedTypes?: {
    createPolicy(name: 'odysseus', rules: { createScriptURL: (url: string) => string }): { createScriptURL(url: string): string };
  };
}

/**
 * Keeps the application's files for when there is no network. There is no worker in browsers and contexts that have
 * none (plain http on another machine), and none in development.
 */
export function keepFiles(): void {
  if (kept || import.meta.env.DEV || !navigator.serviceWorker) return;
  kept = true;
  void register();
}

async function register(): Promise<void> {
  let registration: ServiceWorkerRegistration;
  try {
    registration = await navigator.serviceWorker.register(vouched());
  } catch {
    // Storage is switched off, or the server is gone already: it works without.
    return;
  }
  let offered: number | undefined;
  const look = () => {
    const { waiting } = registration;
    // Without a worker before it, it is the first one, and no newer version.
    if (!waiting || !registration.active) return;
    if (offered) toasts.close(offered);
    offered = offer(waiting);
  };
  look();
  registration.addEventListener('updatefound', () => registration.installing?.addEventListener('statechange', look));
  // A server that comes back may be a newer one.
  live.on(MISSED, () => void registration.update().catch(() => undefined));
}

/** Offers the new version. Nothing changes under the person's hands: whoever ignores it has it with the next visit. */
function offer(waiting: ServiceWorker): number {
  const run = () => {
    // Another tab may have let it take over already.
    if (waiting.state !== 'installed') return location.reload();
    waiting.addEventListener('statechange', () => waiting.state === 'activated' && location.reload());
    waiting.postMessage('take over');
  };
  return toasts.show('A new version of Odysseus is here.', { kind: 'news', action: { label: 'Reload', run } });
}

function vouched(): string {
  const { trustedTypes } = globalThis as Vouching;
  if (!trustedTypes) return WORKER;
  const createScriptURL = (url: string) => {
    if (url !== WORKER) throw new TypeError(`${url} is not the service worker`);
    return url;
  };
  return trustedTypes.createPolicy('odysseus', { createScriptURL }).createScriptURL(WORKER);
}
