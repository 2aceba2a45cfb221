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
  /** Whether it works on every page, and not on this one alone. */
  everywhere?: boolean;
}

/** Milliseconds within which a sequence is to be finished. */
const PATIENCE = 1200;
/** Where it is kept, for this browser, that keys without a modifier are switched off. */
const KEY = 'odysseus.keys';
/** Whether Cmd is used where others use Ctrl. */
export const MAC = /mac|iphone|ipad/i.test(navigator.platform);

class Keyboard {
  /** What works on this page, in the order in which it was bound. */
  shortcuts = $state.raw<Shortcut[]>([]);
  /** Whether keys without a modifier work; some people press them unmeant, or by voice (WCAG 2.2, 2.1.4). */
  letters = $state(kept());
  #pressed: string | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** Binds shortcuts for as long as a page or part of it is shown: `$effect(() => keyboard.bind([...]))`. */
  bind(shortcuts: Shortcut[]): () => void {
    // The caller is often an effect, which is not to run again when others bind.
    this.shortcuts = [...untrack(() => this.shortcuts), ...shortcuts];
    return () => {
      this.shortcuts = untrack(() => this.shortcuts).filter((shortcut) => !shortcuts.includes(shortcut));
    };
  }

  /** Switches keys without a modifier on or off, for this browser. */
  setLetters(on: boolean): void {
    this.letters = on;
    try {
      if (on) localStorage.removeItem(KEY);
      else localStorage.setItem(KEY, 'off');
    } catch {
      // Storage is switched off: it holds until the page is left.
    }
  }

  /** Hears of a key. The latest binding wins; a dialog or menu on top keeps the keys to itself. */
  press(event: KeyboardEvent): void {
    if (event.defaultPrevented || event.isComposing) return;
    const key = spelled(event);
    if (!key || isForTarget(event, key)) return;
    const first = this.#pressed;
    this.#forget();
    const typing = isTyping(event);
    const covered = document.querySelector('dialog:modal, [popover=auto]:popover-open, [popover=""]:popover-open') !== null;
    const works = ({ keys, whileTyping, when }: Shortcut) =>
      (!typing || (whileTyping ?? /^(mod|alt)\+/.test(keys))) &&
      (!covered || whileTyping) &&
      (this.letters || !isLetters(keys)) &&
      (when?.() ?? true);
    // Those of the page go before those of all pages, in whatever order they were bound.
    const find = (keys: string) => {
      const all = this.shortcuts.filter((shortcut) => shortcut.keys === keys && works(shortcut));
      return all.findLast(({ everywhere }) => !everywhere) ?? all.at(-1);
    };
    const found = first ? find(`${first} ${key}`) : find(key);
    if (found) {
      event.preventDefault();
      found.run();
    } else if (!first && this.shortcuts.some((shortcut) => shortcut.keys.startsWith(`${key} `) && works(shortcut))) {
      this.#pressed = key;
      this.#timer = setTimeout(() => this.#forget(), PATIENCE);
    }
  }

  #forget(): void {
    clearTimeout(this.#timer);
    this.#pressed = undefined;
  }
}

/** The shortcuts that work now. */
export const keyboard = new Keyboard();

function kept(): boolean {
  try {
    return localStorage.getItem(KEY) !== 'off';
  } catch {
    return true;
  }
}

/** Whether a shortcut is written with letters, digits or signs alone. */
function isLetters(keys: string): boolean {
  return keys.split(' ').every((key) => key.length === 1);
}

/** A pressed key as shortcuts write it; nothing for a modifier alone, or a key that only begins a letter. */
function spelled(event: KeyboardEvent): string | undefined {
  if (['Shift', 'Control', 'Alt', 'Meta', 'AltGraph', 'CapsLock', 'Dead', 'Process', 'Unidentified'].includes(event.key)) return undefined;
  // AltGr writes signs, and is told as Ctrl and Alt by some systems.
  const writes = event.getModifierState('AltGraph');
  const mod = (MAC ? event.metaKey : event.ctrlKey) && !writes;
  const alt = event.altKey && !writes;
  const key = keyOf(event, mod || alt);
  const letter = key.length === 1;
  // A letter or sign says by itself whether Shift was held.
  const parts = [mod && 'mod', alt && 'alt', event.shiftKey && (!letter || mod || alt) && 'shift', key];
  return parts.filter(Boolean).join('+');
}

/**
 * The key itself. Where the layout writes no Latin letters, or a modifier turns them into signs, it is the letter
 * that the key has on a Latin keyboard (UI Events, `code`).
 */
function keyOf(event: KeyboardEvent, modified: boolean): string {
  if (event.key.length !== 1) return event.key;
  const foreign = event.key > '~' && (modified || /\p{L}/u.test(event.key));
  const latin = /^Key([A-Z])$/.exec(event.code)?.[1];
  return (foreign && latin ? latin : event.key).toLowerCase();
}

/** Whether the key is what presses the focused button or link. */
function isForTarget(event: KeyboardEvent, key: string): boolean {
  const pressed = { Enter: 'a[href], button, summary, [role=button]', ' ': 'button, summary, [role=button]' }[key];
  return pressed !== undefined && event.target instanceof Element && event.target.closest(pressed) !== null;
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
