import { api, asProblem, done, type Output, type Problem } from '../../../lib/api';
import { InStep } from '../../../lib/in-step';
import { pending } from './pending.svelte';

/** A call that an agent wants to make. */
export type Approval = Output<'approvals.list'>[number];
/** What the person says to it. */
export type Word = 'approve' | 'deny';

class Approvals {
  /** All of them, the latest first; nothing before they were read. */
  list = $state.raw<Approval[]>();
  /** Why they could not be read. */
  problem = $state.raw<Problem>();
  /** Why a decision failed, by the approval's id. */
  failures = $state.raw<Record<string, Problem>>({});
  /** Decided on this page: they stay where they are until it is left. */
  decidedHere = $state.raw<ReadonlySet<string>>(new Set());
  readonly #step = new InStep();

  async load(): Promise<void> {
    try {
      const read = () =>
        Promise.all([
          done(api.GET('/api/approvals', { params: { query: { status: 'pending', limit: 1000 } } })),
          done(api.GET('/api/approvals', { params: { query: { status: 'all' } } })),
        ]);
      const [waiting, all] = (await this.#step.read(read)) ?? [];
      this.problem = undefined;
      if (!waiting || !all) return;
      // Those that wait are here however many came after them.
      const known = new Set(all.map(({ id }) => id));
      this.list = [...all, ...waiting.filter(({ id }) => !known.has(id))];
    } catch (error) {
      this.problem = asProblem(error);
    }
  }

  /** Shows the person's word at once and sends it; takes it back when that fails. */
  async decide(approval: Approval, word: Word): Promise<void> {
    const before = approval;
    const { [approval.id]: _, ...rest } = this.failures;
    this.failures = rest;
    this.decidedHere = new Set(this.decidedHere).add(approval.id);
    this.#put({ ...approval, status: word === 'approve' ? 'approved' : 'denied' });
    try {
      const params = { path: { id: approval.id } };
      const call =
        word === 'approve'
          ? api.POST('/api/approvals/{id}/approve', { params })
          : api.POST('/api/approvals/{id}/deny', { params });
      this.#put(await this.#step.change(pending.decided(done(call))));
    } catch (error) {
      this.failures = { ...this.failures, [approval.id]: asProblem(error) };
      this.decidedHere = new Set([...this.decidedHere].filter((id) => id !== approval.id));
      this.#put(before);
      // Perhaps it was decided elsewhere or has expired: then that is to be seen, beside why this failed.
      void this.load();
    }
  }

  /** Forgets what was decided here: the page is left. */
  leave(): void {
    this.decidedHere = new Set();
    this.failures = {};
  }

  #put(approval: Approval): void {
    this.list = this.list?.map((other) => (other.id === approval.id ? approval : other));
  }
}

/** What agents asked of the person. */
export const approvals = new Approvals();
