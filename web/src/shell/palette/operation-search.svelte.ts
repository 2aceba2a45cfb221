import BookOpen from '@lucide/svelte/icons/book-open';
import Flame from '@lucide/svelte/icons/flame';
import Pencil from '@lucide/svelte/icons/pencil';
import Play from '@lucide/svelte/icons/play';
import Send from '@lucide/svelte/icons/send';
import { asProblem } from '../../lib/api';
import { overlays } from '../overlays.svelte';
import type { Entry, Group } from './entries';
import { fit } from './fuzzy';
import { operations, type Operation } from './operations';

const icons = { read: BookOpen, write: Pencil, destroy: Flame, send: Send, launch: Play };

/** The operations of the API, for the palette; read when they are first asked for. */
export class OperationSearch {
  /** Whether they are still being read. */
  busy = $state(false);
  /** Why they could not be. */
  problems = $state.raw<string[]>([]);
  #all = $state.raw<Operation[]>([]);

  /** Reads them, unless they are there already. */
  load(): void {
    if (this.busy || this.#all.length) return;
    this.busy = true;
    this.problems = [];
    operations()
      .then((all) => (this.#all = all))
      .catch((error: unknown) => (this.problems = [asProblem(error).sentence]))
      .finally(() => (this.busy = false));
  }

  /** Those that fit, the best first; all of them without words. */
  matching(words: string): Group[] {
    const found = this.#all
      .flatMap((operation) => {
        const named = fit(words, operation.name);
        const told = fit(words, `${operation.name} ${operation.summary}`);
        return named === undefined && told === undefined ? [] : [{ operation, score: Math.max(named ?? 0, (told ?? 0) * 0.7) }];
      })
      .sort((a, b) => b.score - a.score);
    return found.length ? [{ label: 'Operations', entries: found.map(({ operation }) => entryOf(operation)) }] : [];
  }
}

function entryOf(operation: Operation): Entry {
  return {
    id: `run ${operation.name}`,
    title: operation.name,
    detail: operation.summary,
    icon: icons[operation.effect],
    run: () => (overlays.operation = operation),
  };
}
