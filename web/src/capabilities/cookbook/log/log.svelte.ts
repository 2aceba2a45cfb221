import * as calls from '../calls';
import { follow } from './follow';
import { type Chunk, grown, type Line, lineAt, linesOf } from './lines';

/** Pieces that come within this time are drawn together. */
const TOGETHER = 60;

/** So many bytes are shown before a line that was jumped to: a few lines. */
const BEFORE = 2000;

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

  /** The part of the log around the line at a byte, and that line's place in it. */
  async around(offset: number): Promise<{ lines: Line[]; at: number }> {
    const from = Math.max(0, offset - BEFORE);
    const shown = await calls.output(this.session, { offset: from });
    // The first is seldom a whole one.
    const lines = linesOf({ text: shown.output, from: shown.from, to: shown.to }).slice(from > 0 ? 1 : 0);
    return { lines, at: lineAt(lines, offset) ?? 0 };
  }

  /** The part of the log that begins at the cause of the last failure. */
  async cause(): Promise<{ lines: Line[]; at: number }> {
    const shown = await calls.output(this.session, { from: 'traceback' });
    return { lines: linesOf({ text: shown.output, from: shown.from, to: shown.to }), at: 0 };
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
