import { api, done } from '../../../lib/api';
import { InStep } from '../../../lib/in-step';
import { live } from '../../../lib/live.svelte';

/** How many questions of agents wait for the person. */
class Pending {
  count = $state(0);
  readonly #step = new InStep();

  /** Keeps the number right from now on. Called once, when somebody is signed in. */
  follow(): void {
    live.on('approval.*', () => void this.read());
    void this.read();
  }

  /** Counts one less at once, while its decision is on its way. */
  async decided<T>(call: Promise<T>): Promise<T> {
    this.count = Math.max(0, this.count - 1);
    try {
      return await this.#step.change(call);
    } catch (error) {
      void this.read();
      throw error;
    }
  }

  async read(): Promise<void> {
    try {
      const waiting = await this.#step.read(() => done(api.GET('/api/approvals', { params: { query: { status: 'pending' } } })));
      this.count = waiting?.length ?? this.count;
    } catch {
      // Only a number beside a name: the page itself says what is wrong.
    }
  }
}

/** The questions that wait. */
export const pending = new Pending();
