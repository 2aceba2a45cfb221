/** The dialogs that are open, the topmost last: everything outside of that one is inert (HTML, "modal dialogs"). */
class Modals {
  #open = $state.raw<HTMLDialogElement[]>([]);

  /** The dialog on top. */
  get top(): HTMLDialogElement | undefined {
    return this.#open.at(-1);
  }

  /** A dialog was opened. */
  add(dialog: HTMLDialogElement): void {
    this.#open = [...this.#open, dialog];
  }

  /** A dialog was closed. */
  remove(dialog: HTMLDialogElement): void {
    this.#open = this.#open.filter((other) => other !== dialog);
  }
}

/** The dialogs that are open. */
export const modals = new Modals();
