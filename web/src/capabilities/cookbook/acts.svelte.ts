import { SvelteSet } from 'svelte/reactivity';
import { go, place } from '../../lib/router.svelte';
import { toasts, UNDO } from '../../lib/toasts.svelte';
import { taskAddress } from './addresses';
import * as calls from './calls';
import { worded } from './why';

/** What can be done with a task from anywhere. Each says what it came to. */
class Acts {
  /** The sessions that something is being done with. */
  readonly busy = new SvelteSet<string>();

  /** Stops a task, and waits until nothing of it is left. Answers whether that is so. */
  async stop(task: calls.Task): Promise<boolean> {
    const stopped = await this.#do(task, () => calls.stop(task.session_id));
    if (!stopped) return false;
    if (stopped.left) {
      toasts.show(worded(`${task.name} is not gone: ${stopped.left}`), { kind: 'problem' });
      return false;
    }
    toasts.show(worded([`${task.name} is stopped.`, stopped.note].filter(Boolean).join(' ')));
    return true;
  }

  /** Launches an ended task again and shows the new one. */
  async relaunch(task: calls.Task): Promise<void> {
    await this.#do(task, () => arrive(calls.relaunch(task.session_id)));
  }

  /** Takes a task off the list; it can be put back. Answers whether it is off. */
  async remove(task: calls.Task): Promise<boolean> {
    const removed = await this.#do(task, () => calls.remove(task.session_id));
    if (!removed) return false;
    toasts.show(`${task.name} is off the list.`, { action: { label: UNDO, run: () => calls.restore(task.session_id) } });
    return true;
  }

  async #do<T>({ session_id }: calls.Task, work: () => Promise<T>): Promise<T | undefined> {
    if (this.busy.has(session_id)) return undefined;
    this.busy.add(session_id);
    try {
      return await work();
    } catch (error) {
      toasts.problem(error);
      return undefined;
    } finally {
      this.busy.delete(session_id);
    }
  }
}

/** What can be done with a task. */
export const acts = new Acts();

/**
 * Goes to what is launched, once it is, and tells what may go wrong with it. Machines take their time: whoever has left the
 * page where it was begun is not taken from where they are. */
export async function arrive(launch: Promise<Pick<calls.Launched, 'session_id' | 'warnings'>>, begun = place.path): Promise<void> {
  const { session_id, warnings } = await launch;
  const show = () => go(taskAddress(session_id));
  if (place.path === begun) show();
  else toasts.show('What you launched is on its way.', { action: { label: 'Show it', run: show } });
  if (warnings.length) toasts.show(worded(warnings.join(' ')), { kind: 'news' });
}
