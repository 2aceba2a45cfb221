import { session } from '../../../lib/session.svelte';

/** A document that stands above the editor, to be gone back to. */
export interface Tab {
  id: string;
  title: string;
}

/** More would be too narrow to read; the one opened first goes. */
const MOST = 12;

class Tabs {
  /** The open documents in this browser, in the order in which they were opened. */
  list = $state.raw<Tab[]>([]);
  #key = '';

  /** Reads the tabs of the account. */
  start(): void {
    const key = `odysseus.documents.tabs.${session.account?.id}`;
    if (key === this.#key) return;
    this.#key = key;
    this.list = read(key);
  }

  /** Opens a tab, or gives it its new title. */
  open(id: string, title: string): void {
    const known = this.list.some((tab) => tab.id === id);
    const list = known
      ? this.list.map((tab) => (tab.id === id ? { id, title } : tab))
      : [...this.list, { id, title }].slice(-MOST);
    this.#set(list);
  }

  /** Closes one; answers which is next to it. */
  close(id: string): string | undefined {
    const at = this.list.findIndex((tab) => tab.id === id);
    const next = this.list[at + 1] ?? this.list[at - 1];
    this.#set(this.list.filter((tab) => tab.id !== id));
    return next?.id;
  }

  /** The one so many places further, around the end. */
  beside(id: string, step: number): string | undefined {
    const at = this.list.findIndex((tab) => tab.id === id);
    return this.list.at((at + step) % this.list.length)?.id;
  }

  #set(list: Tab[]): void {
    this.list = list;
    try {
      localStorage.setItem(this.#key, JSON.stringify(list));
    } catch {
      // Storage is switched off: they last as long as the page.
    }
  }
}

function read(key: string): Tab[] {
  try {
    return JSON.parse(localStorage.getItem(key) ?? '[]') as Tab[];
  } catch {
    return [];
  }
}

/** The tabs above the editor. */
export const tabs = new Tabs();
