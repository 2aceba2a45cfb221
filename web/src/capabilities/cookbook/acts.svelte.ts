import { SvelteSet } from 'svelte/reactivity';
import { asProblem } from '../../lib/api';
import { go } from '../../lib/router.svelte';
import { toasts, UNDO } from '../../lib/toasts.svelte';
import { taskAddress } from './addresses';
import * as calls from './calls';
import { problemInWords, worded } from './why';

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
    const launched = await this.#do(task, () => calls.relaunch(task.session_id));
    if (launched) arrive(launched);
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
      toasts.problem(problemInWords(asProblem(error)));
      return undefined;
    } finally {
      this.busy.delete(session_id);
    }
  }
}

/** What can be done with a task. */
export const acts = new Acts();

/** Goes to what was launched, and tells what may go wrong with it. */
export function arrive({ session_id, warnings }: Pick<calls.Launched, 'session_id' | 'warnings'>): void {
  go(taskAddress(session_id));
  if (warnings.length) toasts.show(worded(warnings.join(' ')), { kind: 'news' });
}
