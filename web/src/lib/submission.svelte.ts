import { asProblem, type Problem } from './api';

/** What a form does when it is submitted: once at a time, and with the reason where it fails. */
export class Submission {
  /** Whether it is on its way. */
  busy = $state(false);
  /** Why the last try failed. */
  problem = $state.raw<Problem>();

  /** Does it, unless it is on its way already. Answers whether it was done. */
  async run(work: () => Promise<unknown>): Promise<boolean> {
    if (this.busy) return false;
    this.busy = true;
    this.problem = undefined;
    try {
      await work();
      return true;
    } catch (error) {
      this.problem = asProblem(error);
      return false;
    } finally {
      this.busy = false;
    }
  }
}
