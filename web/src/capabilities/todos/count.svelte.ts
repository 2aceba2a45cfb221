import { api, done } from '../../lib/api';
import { clock } from '../../lib/clock.svelte';
import { isoDay } from '../../lib/dates';
import { live, MISSED } from '../../lib/live.svelte';

/** News are gathered for so long, in milliseconds. */
const GATHER = 300;

/** How many todos are overdue or due today, for the navigation: counted by the server. */
class Count {
  /** The number; 0 until it is known. */
  value = $state(0);
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** Follows the number from now on. */
  start(): void {
    live.on('todos.changed', () => this.#soon());
    live.on(MISSED, () => this.#soon());
    // At midnight another day is today.
    $effect.root(() => {
      let day = '';
      $effect(() => {
        const today = isoDay(clock.minute);
        if (today !== day) this.#soon();
        day = today;
      });
    });
  }

  #soon(): void {
    this.#timer ??= setTimeout(() => void this.#read(), GATHER);
  }

  async #read(): Promise<void> {
    this.#timer = undefined;
    const total = async (section: 'overdue' | 'today') =>
      (await done(api.GET('/api/todos', { params: { query: { section, limit: 1 } } }))).total;
    try {
      const [overdue, today] = await Promise.all([total('overdue'), total('today')]);
      this.value = overdue + today;
    } catch {
      // It stays as it was until the server answers again.
    }
  }
}

/** What is to be done until the end of today. */
export const count = new Count();
