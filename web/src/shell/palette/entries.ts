import ArrowRight from '@lucide/svelte/icons/arrow-right';
import FileSearch from '@lucide/svelte/icons/text-search';
import type { Component } from 'svelte';
import type { Hit } from '../../lib/capability';
import { go } from '../../lib/router.svelte';
import { offered, type Offered } from '../commands';
import { fit } from './fuzzy';
import { recent } from './recent';

/** Something in the palette that can be chosen. */
export interface Entry {
  /** The same each time, so that it can be remembered, and unlike any other. */
  id: string;
  title: string;
  /** Where it is, or what else is worth knowing. */
  detail?: string;
  icon?: Component<{ size?: number | string }>;
  keys?: string;
  /** Where it leads, when it does nothing but that: it can be opened in a tab of its own. */
  href?: string;
  run: () => unknown;
}

/** Entries under a heading. */
export interface Group {
  label: string;
  entries: Entry[];
}

/** The id of an element for something of this name, within those of a palette. */
export function elementId(palette: string, name: string): string {
  return `${palette}-${encodeURIComponent(name)}`;
}

/** What was lately used is worth as much more as about a letter more of it typed. */
const LATELY = 12;
const MOST_RECENT = 4;
const MOST_IN_GROUP = 6;

function entryOf({ label, icon, keys, href, run }: Offered): Entry {
  return { id: `do ${label}`, title: label, icon: icon ?? ArrowRight, keys, href, run };
}

/** The commands that fit, in their groups: the group with the best of them first. */
export function matching(query: string): Group[] {
  const lately = recent();
  const scored = offered().flatMap((command) => {
    const label = fit(query, command.label);
    const words = fit(query, `${command.label} ${command.words ?? ''}`);
    if (label === undefined && words === undefined) return [];
    const at = lately.indexOf(`do ${command.label}`);
    const bonus = at < 0 ? 0 : LATELY * (1 - at / lately.length);
    return [{ command, score: Math.max(label ?? 0, (words ?? 0) * 0.8) + bonus }];
  });
  scored.sort((a, b) => b.score - a.score);
  return grouped(scored.map(({ command }) => command)).map(({ label, entries }) => ({ label, entries: entries.slice(0, MOST_IN_GROUP) }));
}

/** Commands under the headings of their groups, both in the order in which they come. */
function grouped(commands: Offered[]): Group[] {
  const headings = [...new Set(commands.map((command) => command.group))];
  return headings.map((label) => ({ label, entries: commands.filter(({ group }) => group === label).map(entryOf) }));
}

/** What is shown before anything is typed: what was lately used, then everything else in order. */
export function beginning(): Group[] {
  const all = offered();
  const lately = recent()
    .flatMap((id) => all.filter((command) => `do ${command.label}` === id))
    .slice(0, MOST_RECENT);
  const rest = grouped(all.filter((command) => !lately.includes(command)));
  return lately.length ? [{ label: 'Recent', entries: lately.map(entryOf) }, ...rest] : rest;
}

/** A thing that was found, to go to. */
export function entryOfHit({ title, detail, href }: Hit, icon?: Entry['icon']): Entry {
  return { id: `see ${href}`, title, detail, href, icon: icon ?? FileSearch, run: () => go(href) };
}
