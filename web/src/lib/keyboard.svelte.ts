import { untrack } from 'svelte';

/** The keys of the application: one map, so that help can list them and none is taken twice. */

/** A key or a sequence of keys and what it does. */
export interface Shortcut {
  /**
   * As it is written: `mod+k` (Ctrl, or Cmd on a Mac), `g t` (one after the other), `?`, `Escape`, `shift+Enter`.
   */
  keys: string;
  /** What it does, for the help: "Add a todo". */
  label: string;
  run: () => void;
  /** Whether it also works while something is being typed. Default: only with a modifier. */
  whileTyping?: boolean;
  /** Whether it works now, such as for a key that buttons have a use for too. Default: always. */
  when?: () => boolean;
}

/** Milliseconds within which a sequence is to be finished. */
const PATIENCE = 1200;
export const MAC = /mac|iphone|ipad/i.test(navigator.platform);

class Keyboard {
  /** What works on this page, in the order in which it was bound. */
  shortcuts = $state.raw<Shortcut[]>([]);
  #pressed: string[] = [];
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** Binds shortcuts for as long as a page or part of it is shown: `$effect(() => keyboard.bind([...]))`. */
  bind(shortcuts: Shortcut[]): () => void {
    // The caller is often an effect, which is not to run again when others bind.
    this.shortcuts = [...untrack(() => this.shortcuts), ...shortcuts];
    return () => {
      this.shortcuts = untrack(() => this.shortcuts).filter((shortcut) => !shortcuts.includes(shortcut));
    };
  }

  /** Hears of a key. The latest binding wins; a dialog on top keeps the keys to itself. */
  press(event: KeyboardEvent): void {
    if (event.defaultPrevented || event.isComposing) return;
    const key = spelled(event);
    if (!key) return;
    const typing = isTyping(event);
    clearTimeout(this.#timer);
    this.#pressed = [...this.#pressed, key].slice(-2);
    const sequence = this.#pressed.join(' ');
    const modal = document.querySelector('dialog:modal') !== null;
    const fits = (shortcut: Shortcut) =>
      (shortcut.keys === key || shortcut.keys === sequence) &&
      (!typing || shortcut.whileTyping || /^(mod|alt)\+/.test(shortcut.keys)) &&
      (!modal || shortcut.whileTyping) &&
      (shortcut.when?.() ?? true);
    const found =
      this.shortcuts.findLast((shortcut) => fits(shortcut) && shortcut.keys === sequence) ??
      this.shortcuts.findLast(fits);
    if (found) {
      event.preventDefault();
      this.#pressed = [];
      found.run();
    } else {
      this.#timer = setTimeout(() => (this.#pressed = []), PATIENCE);
    }
  }
}

/** The shortcuts that work now. */
export const keyboard = new Keyboard();

/** A pressed key as shortcuts write it; nothing for a modifier alone. */
function spelled(event: KeyboardEvent): string | undefined {
  if (['Shift', 'Control', 'Alt', 'Meta'].includes(event.key)) return undefined;
  const mod = MAC ? event.metaKey : event.ctrlKey;
  const letter = event.key.length === 1;
  const parts = [
    mod && 'mod',
    event.altKey && 'alt',
    // A letter or sign says by itself whether Shift was held.
    event.shiftKey && (!letter || mod) && 'shift',
    letter ? event.key.toLowerCase() : event.key,
  ];
  return parts.filter(Boolean).join('+');
}

/** Whether keys go into a field. */
function isTyping(event: KeyboardEvent): boolean {
  const target = event.composedPath()[0];
  if (!(target instanceof HTMLElement)) return false;
  if (target.isContentEditable || target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement) return true;
  return target instanceof HTMLInputElement && !['checkbox', 'radio', 'button', 'submit', 'range', 'color', 'file'].includes(target.type);
}

/** Keys as people read them: `mod+k` → `⌘ K` or `Ctrl K`. */
export function shownKeys(keys: string): string[] {
  const names: Record<string, string> = {
    mod: MAC ? '⌘' : 'Ctrl',
    alt: MAC ? '⌥' : 'Alt',
    shift: MAC ? '⇧' : 'Shift',
    Escape: 'Esc',
    ArrowUp: '↑',
    ArrowDown: '↓',
    ArrowLeft: '←',
    ArrowRight: '→',
    Enter: '↵',
    ' ': 'Space',
  };
  const one = (key: string) => names[key] ?? (key.length === 1 ? key.toUpperCase() : key);
  return keys.split(/(?<=.)[ +](?=.)/).map(one);
}
