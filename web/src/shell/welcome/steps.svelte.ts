import type { FirstStep } from '../../lib/capability';

/** The first steps of all capabilities, and which of them are done. */
export class Steps {
  /** All, in order. */
  readonly all: FirstStep[];
  #done = $state.raw<ReadonlySet<FirstStep>>(new Set());
  #known = $state(false);
  /** Which look is the latest: what an earlier one finds late is old. */
  #turn = 0;

  constructor(steps: FirstStep[]) {
    this.all = steps.filter(({ when }) => when?.() ?? true).sort((a, b) => a.order - b.order);
  }

  /** Whether it has been done. */
  isDone(step: FirstStep): boolean {
    return this.#done.has(step);
  }

  /** The one to take next; none before it is known. */
  get next(): FirstStep | undefined {
    return this.#known ? this.all.find((step) => !this.isDone(step)) : undefined;
  }

  /** Whether nothing is left to do. */
  get allDone(): boolean {
    return this.all.length > 0 && this.all.every((step) => this.isDone(step));
  }

  /** Looks which are done. One that cannot tell stays as it was: a step proposed in vain does no harm. */
  async look(): Promise<void> {
    this.#turn += 1;
    const turn = this.#turn;
    const answers = await Promise.all(this.all.map((step) => step.done().catch(() => this.isDone(step))));
    if (turn !== this.#turn) return;
    this.#done = new Set(this.all.filter((_, at) => answers[at]));
    this.#known = true;
  }
}
