import type { MenuItem } from '../../lib/ui/Menu.svelte';
import type { Choice } from './choices';
import { addDays, dayName, dayOf, timeOf } from './due';
import type { Reading } from './model';
import { readPhrase } from './reading.svelte';
import { todos } from './todos.svelte';

/** Choices of a time as entries of a menu, each with the time that the server reads in its words. */
export class Times {
  #read = $state.raw<Record<string, Reading>>({});

  /** Asks what the words of the choices mean now. */
  async ask(choices: readonly Choice[]): Promise<void> {
    const read = async ({ words }: Choice) => [words, await readPhrase(words)] as const;
    try {
      const found = await Promise.all(choices.map(read));
      this.#read = Object.fromEntries(found.flatMap(([words, reading]) => (reading ? [[words, reading]] : [])));
    } catch {
      // The choices work without their times; if the server is gone, the choice itself says so.
      this.#read = {};
    }
  }

  /** The entries. */
  items(choices: readonly Choice[], choose: (choice: Choice) => void): MenuItem[] {
    return choices.map((choice) => ({
      label: choice.label,
      detail: this.#shown(choice.words),
      run: () => choose(choice),
    }));
  }

  /** What the server reads in the words, if it has told. */
  reading(words: string): Reading | undefined {
    return this.#read[words];
  }

  #shown(words: string): string | undefined {
    const date = this.#read[words]?.due_date;
    if (!date) return undefined;
    const { today } = todos.moment;
    const name = dayName(dayOf(date), today);
    // Within a week the day of the week says it.
    const soon = dayOf(date) < addDays(today, 7);
    const day = dayOf(date) === today ? '' : soon ? name.slice(0, 3) : name;
    return [day, timeOf(date)].filter(Boolean).join(' ');
  }
}
