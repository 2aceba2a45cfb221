import { api, done } from '../../../lib/api';
import { live, type LiveEvent } from '../../../lib/live.svelte';
import { go } from '../../../lib/router.svelte';
import { permission } from '../permission/permission.svelte';
import { alerts } from './alerts.svelte';

let started = false;

/** Shows what comes, and follows presses on notifications of the system; once, however often it is called. */
export function start(): void {
  if (started) return;
  started = true;
  alerts.start();
  navigator.serviceWorker?.addEventListener('message', ({ data }: MessageEvent<{ go?: string }>) => {
    if (data.go) go(data.go);
  });
  const end = live.on('todos.changed', (event) => {
    if (!permission.asks) end();
    else void askAtFirstReminder(event);
  });
}

/** The first todo with a time is when it makes sense to ask for notifications. */
async function askAtFirstReminder({ data }: LiveEvent): Promise<void> {
  if (document.visibilityState !== 'visible' || !document.hasFocus()) return;
  if ((data.what !== 'added' && data.what !== 'updated') || typeof data.id !== 'string') return;
  try {
    const { due_at } = await done(api.GET('/api/todos/{id}', { params: { path: { id: data.id } } }));
    if (due_at && Date.parse(due_at) > Date.now()) alerts.asking = true;
  } catch {
    // The bell asks as well.
  }
}
