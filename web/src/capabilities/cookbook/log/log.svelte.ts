import * as calls from '../calls';
import { follow } from './follow';
import { type Chunk, grown, type Line, lineAt } from './lines';

/** Pieces that come within this time are drawn together. */
const TOGETHER = 60;

/** A log as it grows. */
export class Log {
  lines = $state.raw<Line[]>([]);
  /** Whether anything of it has been told. */
  begun = $state(false);
  /** Whether the program has ended and everything was told. */
  ended = $state(false);
  /** Why nothing comes at the moment. */
  waits = $state<string>();

  #to: number | undefined;
  #open = false;
  #coming: Chunk[] = [];
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly session: string) {}

  /** Follows the log; what this returns ends it. */
  follow(): () => void {
    if (this.ended) return () => undefined;
    const over = new AbortController();
    const follower = {
      from: () => this.#to,
      wrote: (chunk: Chunk) => this.#wrote(chunk),
      waits: (why: string | undefined) => (this.waits = why),
      ended: () => {
        this.#draw();
        this.begun = this.ended = true;
        this.waits = undefined;
      },
    };
    void follow(this.session, follower, over.signal);
    return () => {
      over.abort();
      this.#draw();
    };
  }

  /** The line at a byte of the log, if it is here. */
  at(offset: number): Line | undefined {
    const at = lineAt(this.lines, offset);
    return at === undefined ? undefined : this.lines[at];
  }

  /** A part of the log that is not here: from a byte on, or from the cause of the last failure. */
  async part(wanted: Pick<calls.Wanted, 'offset' | 'from'>): Promise<Line[]> {
    const shown = await calls.output(this.session, { ...wanted, tail: 400 });
    return grown([], { text: shown.output, from: shown.from, to: shown.to }, false).lines;
  }

  #wrote(chunk: Chunk): void {
    this.#coming.push(chunk);
    this.#to = chunk.to;
    this.#timer ??= setTimeout(() => this.#draw(), TOGETHER);
  }

  #draw(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    let state = { lines: this.lines, open: this.#open };
    for (const chunk of this.#coming.splice(0)) {
      state = grown(state.lines, chunk, state.open);
      this.begun = true;
    }
    this.lines = state.lines;
    this.#open = state.open;
  }
}
