import { SvelteSet } from 'svelte/reactivity';
import { api, asProblem, done } from '../../lib/api';
import { toasts } from '../../lib/toasts.svelte';
import { restore, send } from './actions';
import { type Category, facts, kindOf } from './model';
import { shelf } from './shelf.svelte';

/** The facts that are picked, to do something with all of them. */
class Picks {
  /** Their ids. */
  readonly ids = new SvelteSet<string>();
  /** How far what was asked for has come. */
  progress = $state.raw<{ done: number; all: number }>();
  /** Why it was not done to all; said beside those that stay picked. */
  problem = $state<string>();

  /** Picks one, or lets go of it. */
  toggle(id: string): void {
    if (!this.ids.delete(id)) this.ids.add(id);
    if (!this.ids.size) this.problem = undefined;
  }

  /** Picks everything that is on the page. */
  all(): void {
    for (const { id } of shelf.shown) this.ids.add(id);
  }

  /** Lets go of all. */
  clear(): void {
    this.ids.clear();
    this.problem = undefined;
  }

  /** Forgets all that are picked, and offers to take that back. */
  async forget(): Promise<void> {
    const forgotten = await this.#each(async (id) => {
      await shelf.changes.until(id, done(api.DELETE('/api/memory/{id}', { params: { path: { id } } })));
      shelf.remove(id);
    });
    if (!forgotten.length) return;
    const undo = async () => {
      for (const id of forgotten) await restore(id);
    };
    toasts.show(`${facts(forgotten.length)} forgotten`, { action: { label: 'Undo', run: undo } });
  }

  /** Sets the category of all that are picked. */
  async categorise(category: Category): Promise<void> {
    const changed = await this.#each((id) => send(id, { category }));
    if (changed.length && !this.problem) toasts.show(`${facts(changed.length)}: now ${kindOf(category).label}`);
  }

  /** Pins all that are picked, or unpins them. */
  async pin(pinned: boolean): Promise<void> {
    const changed = await this.#each((id) => send(id, { pinned }));
    if (changed.length && !this.problem) toasts.show(`${facts(changed.length)} ${pinned ? 'always in mind' : 'unpinned'}`);
  }

  /** Does it to one after the other, and answers those that it was done to; the others stay picked. */
  async #each(act: (id: string) => Promise<unknown>): Promise<string[]> {
    const all = [...this.ids];
    const did: string[] = [];
    let why: string | undefined;
    this.problem = undefined;
    this.progress = { done: 0, all: all.length };
    for (const id of all) {
      try {
        await act(id);
        did.push(id);
        this.ids.delete(id);
      } catch (error) {
        why = asProblem(error).sentence;
      }
      this.progress = { done: this.progress.done + 1, all: all.length };
    }
    this.progress = undefined;
    shelf.soon();
    if (why) {
      const failed = facts(all.length - did.length);
      this.problem = `${failed} of ${all.length} could not be changed and stay picked. ${why}`;
    }
    return did;
  }
}

/** The facts that are picked. */
export const picks = new Picks();
