import { api, asProblem, done, type Output, type Problem } from '../../../lib/api';
import { InStep } from '../../../lib/in-step';
import { live } from '../../../lib/live.svelte';
import { toasts } from '../../../lib/toasts.svelte';

/** A browser in which the person is signed in. */
export type SessionInfo = Output<'sessions.list'>[number];

/** The person's sessions, this one first, the others by their last use. */
export class Sessions {
  list = $state.raw<SessionInfo[]>();
  problem = $state.raw<Problem>();
  /** How many others there are. */
  others = $derived(this.list?.filter(({ current }) => !current).length ?? 0);
  readonly #step = new InStep();

  /** Reads them, now and when they change; for an effect. */
  follow(): () => void {
    void this.read();
    return live.on('sessions.*', () => void this.read());
  }

  async read(): Promise<void> {
    try {
      const list = await this.#step.read(() => done(api.GET('/api/sessions')));
      if (!list) return;
      const used = ({ current, last_used_at }: SessionInfo) => (current ? '9' : last_used_at);
      this.list = list.toSorted((a, b) => used(b).localeCompare(used(a)));
      this.problem = undefined;
    } catch (error) {
      this.problem = asProblem(error);
    }
  }

  /** Signs one out. Nothing brings it back but signing in there. */
  async revoke(session: SessionInfo): Promise<void> {
    this.list = this.list?.filter(({ id }) => id !== session.id);
    try {
      await this.#step.change(done(api.DELETE('/api/sessions/{id}', { params: { path: { id: session.id } } })));
    } catch (error) {
      toasts.problem(error);
      await this.read();
    }
  }

  /** Signs all others out. */
  async revokeOthers(): Promise<void> {
    try {
      const { revoked } = await this.#step.change(done(api.POST('/api/sessions/revoke-others')));
      toasts.show(revoked === 1 ? 'One browser was signed out.' : `${revoked} browsers were signed out.`);
    } catch (error) {
      toasts.problem(error);
    }
    await this.read();
  }
}
