import type { Component } from 'svelte';

/** Loads a part of the application when it is first needed. */
export type Lazy<Props extends Record<string, unknown> = Record<string, never>> = () => Promise<{ default: Component<Props> }>;

/** What a page's component is given: the parameters of its path. */
export interface PageProps extends Record<string, unknown> {
  params: Record<string, string>;
}

/** A page, shown in the shell. */
export interface Page {
  /** Its path: `/documents/:id`. */
  path: string;
  load: Lazy<PageProps> | Lazy;
  /** Its place in the navigation, when it has one. */
  nav?: Nav;
  /** Only administrators see it. */
  admin?: boolean;
}

/** A place in the navigation. */
export interface Nav {
  label: string;
  icon: Component<{ size?: number | string }>;
  /** Places are ordered by it. */
  order: number;
  /** A number beside the label, such as what is due; nothing when it is 0. Read as state. */
  count?: () => number;
  /** The second key after `g` that goes there: `t` for `g t`. */
  key?: string;
}

/** Something to do, in the command palette and under a key. */
export interface Command {
  /** Its name in the imperative: "Add a todo". */
  label: string;
  /** Further words that find it. */
  words?: string;
  icon?: Component<{ size?: number | string }>;
  /** A shortcut that works everywhere: `mod+k`, `g t`, `c`. */
  keys?: string;
  run: () => void | Promise<void>;
  /** Whether it is offered now. */
  when?: () => boolean;
}

/** A part of Settings, at `/settings/<slug>`. */
export interface SettingsPart {
  slug: string;
  label: string;
  icon: Component<{ size?: number | string }>;
  /** Parts are ordered by it. */
  order: number;
  /** `You`, `Agents`, `This Odysseus`: the headings of the list. */
  group: 'You' | 'Agents' | 'This Odysseus';
  load: Lazy;
  /** Only administrators see it. */
  admin?: boolean;
  /** How much waits there for the person; it stands beside Settings too. Nothing when it is 0. Read as state. */
  count?: () => number;
}

/** What a search over everything found. */
export interface Hit {
  title: string;
  /** Where in it, or what else is worth knowing. */
  detail?: string;
  href: string;
}

/** What a capability keeps deleted things in, for the one page that shows them all. */
export interface Trash {
  /** Which one it is, where a capability has several. */
  kind?: string;
  /** "Todos", "Documents". */
  label: string;
  /** One page of what is in it, the latest deleted first. */
  list: (cursor?: string) => Promise<{ items: { id: string; title: string; deleted_at: string }[]; next_cursor?: string | null }>;
  restore: (id: string) => Promise<unknown>;
  /** Whether it is theirs to see; without it, everybody's. */
  when?: () => boolean;
}

/** One thing of the person's: what it is called and where it is shown. */
export interface Thing {
  title: string;
  href: string;
}

/** What a capability tells of its things, for pages that show what was done with them, or is to be. */
export interface Things {
  /** One of them in words, with its article: "a todo". */
  one: string;
  /** One by its id, which may be cut as in the API. Nothing, or the server's 404, where there is none (any more). */
  find: (id: string) => Promise<Thing | undefined>;
}

/** What the first-run page proposes. */
export interface FirstStep {
  order: number;
  title: string;
  text: string;
  action: { label: string; href: string };
  icon: Component<{ size?: number | string }>;
  /** Whether it has been done. */
  done: () => Promise<boolean>;
  /** Whether it is theirs to do; without it, everybody's. */
  when?: () => boolean;
}

/** A capability of the web app: everything that the shell knows of it. Each is one folder, named as its crate. */
export interface Capability {
  name: string;
  pages?: Page[];
  commands?: Command[];
  settings?: SettingsPart[];
  /** Finds things by words, for the command palette. */
  search?: { label: string; find: (words: string, signal: AbortSignal) => Promise<Hit[]> };
  trash?: Trash | Trash[];
  things?: Things;
  firstSteps?: FirstStep[];
  /** What stands in the corner of every page, such as a bell. */
  corner?: Lazy;
  /** Runs once when somebody is signed in, such as to follow a count. */
  start?: () => void;
}

/** What a capability keeps deleted things in, as far as it is the person's to see. */
export const trashesOf = ({ trash }: Capability): Trash[] => [trash ?? []].flat().filter(({ when }) => when?.() ?? true);
