/** What holds something back until a story lets it go on: `await gate.opened`, `gate.open()`. */
export class Gate {
  open!: () => void;
  readonly opened = new Promise<void>((resolve) => (this.open = resolve));
}
