import { asProblem } from './api';

/** A short message over the page, perhaps with one thing to do about it. */
export interface Toast {
  id: number;
  text: string;
  kind: 'done' | 'news' | 'problem';
  /** What can be done about it: `{ label: 'Undo', run }`. */
  action?: { label: string; run: () => unknown };
}

/** How long it stays, in milliseconds: long enough to read and to reach; problems and news stay until they are closed. */
const STAYS = 8000;
/** The action that takes a change back; it has a key. */
export const UNDO = 'Undo';
/** More would cover the page; the oldest goes first. */
const MOST = 3;

class Toasts {
  /** What is shown, the oldest first. */
  list = $state.raw<Toast[]>([]);
  #last = 0;
  #timers = new Map<number, ReturnType<typeof setTimeout>>();

  /** Shows one. Returns its id. */
  show(text: string, options: Partial<Pick<Toast, 'kind' | 'action'>> = {}): number {
    this.#last += 1;
    const toast: Toast = { id: this.#last, text, kind: 'done', ...options };
    // The same words twice are one message.
    const others = this.list.filter((other) => other.text !== text || other.kind !== toast.kind || toast.action);
    this.list = [...others, toast].slice(-MOST);
    this.resume(toast.id);
    return toast.id;
  }

  /** Shows why something failed. */
  problem(error: unknown, action?: Toast['action']): void {
    this.show(asProblem(error).sentence, { kind: 'problem', action });
  }

  /** Takes one away. */
  close(id: number): void {
    this.hold(id);
    this.list = this.list.filter((toast) => toast.id !== id);
  }

  /** Keeps one while the pointer or the focus is on it (WCAG 2.2, 2.2.1). */
  hold(id: number): void {
    clearTimeout(this.#timers.get(id));
    this.#timers.delete(id);
  }

  /** Lets its time run again. */
  resume(id: number): void {
    this.hold(id);
    const toast = this.list.find((other) => other.id === id);
    if (toast?.kind === 'done') this.#timers.set(id, setTimeout(() => this.close(id), STAYS));
  }

  /** The latest message whose change can be taken back. */
  get undoable(): Toast | undefined {
    return this.list.findLast((toast) => toast.action?.label === UNDO);
  }

  /** Takes back what was just done, when it can be. */
  undoLast(): void {
    if (this.undoable) void this.act(this.undoable);
  }

  /** Does the action and closes; a failure is shown in its place. */
  async act(toast: Toast): Promise<void> {
    this.close(toast.id);
    try {
      await toast.action?.run();
    } catch (error) {
      this.problem(error);
    }
  }
}

/** The messages over the page. */
export const toasts = new Toasts();
