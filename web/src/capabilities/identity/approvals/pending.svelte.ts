import { api, done } from '../../../lib/api';
import { live } from '../../../lib/live.svelte';

/** How many questions of agents wait for the person. */
class Pending {
  count = $state(0);

  /** Keeps the number right from now on. Called once, when somebody is signed in. */
  follow(): void {
    live.on('approval.*', () => void this.read());
    void this.read();
  }

  async read(): Promise<void> {
    try {
      this.count = (await done(api.GET('/api/approvals', { params: { query: { status: 'pending' } } }))).length;
    } catch {
      // Only a number beside a name: the page itself says what is wrong.
    }
  }
}

/** The questions that wait. */
export const pending = new Pending();
