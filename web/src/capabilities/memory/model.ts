import Contact from '@lucide/svelte/icons/contact-round';
import Goal from '@lucide/svelte/icons/target';
import Heart from '@lucide/svelte/icons/heart';
import IdCard from '@lucide/svelte/icons/id-card';
import Lightbulb from '@lucide/svelte/icons/lightbulb';
import Project from '@lucide/svelte/icons/folder-kanban';
import Task from '@lucide/svelte/icons/list-checks';
import type { Component } from 'svelte';
import type { Input, Output } from '../../lib/api';

/** A fact that is remembered. */
export type Memory = Output<'memory.list'>['items'][number];
/** What sort of fact it is. */
export type Category = NonNullable<Input<'memory.add'>['category']>;
/** What of a fact can be changed. */
export type Changes = Partial<Pick<Memory, 'text' | 'pinned'> & { category: Category }>;

/** How a category is shown. */
export interface Kind {
  name: Category;
  label: string;
  plural: string;
  icon: Component<{ size?: number | string }>;
  /** One of the tints of the tokens. */
  tint: string;
}

/** Every category, in the order in which they are offered. */
export const KINDS: readonly Kind[] = [
  { name: 'fact', label: 'Fact', plural: 'Facts', icon: Lightbulb, tint: 'slate' },
  { name: 'contact', label: 'Contact', plural: 'Contacts', icon: Contact, tint: 'teal' },
  { name: 'task', label: 'Task', plural: 'Tasks', icon: Task, tint: 'amber' },
  { name: 'preference', label: 'Preference', plural: 'Preferences', icon: Heart, tint: 'rose' },
  { name: 'identity', label: 'Identity', plural: 'Identity', icon: IdCard, tint: 'violet' },
  { name: 'project', label: 'Project', plural: 'Projects', icon: Project, tint: 'blue' },
  { name: 'goal', label: 'Goal', plural: 'Goals', icon: Goal, tint: 'green' },
];

/** The category of that name; the plainest for a name that is none. */
export function kindOf(name: string): Kind {
  const [plainest] = KINDS as [Kind];
  return KINDS.find((kind) => kind.name === name) ?? plainest;
}

/** The category that a text such as a query names, if it is one. */
export function categoryNamed(name: string | null): Category | undefined {
  return KINDS.find((kind) => kind.name === name)?.name;
}

/** Who told it. */
export interface Origin {
  by: 'person' | 'agent' | 'house';
  /** In words: "You", "Claude Agent". */
  who: string;
  /** What its teller wrote of where it comes from, when that says more. */
  source?: string;
}

/** What older programs and scripts write as the source of what a person or a model said. */
const PLAIN_SOURCES = ['user', 'person', ''];
const MODEL_SOURCES = ['ai_agent', 'assistant', 'agent'];

/** Where a fact comes from, in plain words. */
export function originOf(memory: Pick<Memory, 'origin' | 'source'>): Origin {
  const source = PLAIN_SOURCES.includes(memory.source) ? undefined : memory.source;
  const token = /^token:(.*)$/s.exec(memory.origin)?.[1];
  if (token !== undefined) return { by: 'agent', who: token || 'An agent', source };
  if (memory.origin === 'job') return { by: 'house', who: 'Odysseus', source };
  // An import says by its source alone that a model noted it.
  if (source && MODEL_SOURCES.includes(source)) return { by: 'agent', who: 'A chat agent' };
  return { by: 'person', who: 'You', source };
}

/** A text on one line, cut for messages. */
export function excerpt(text: string, most = 60): string {
  const line = text.trim().replace(/\s+/g, ' ');
  const letters = [...line];
  return letters.length > most ? `${letters.slice(0, most).join('').trimEnd()}…` : line;
}

/** `1 fact`, `1,234 facts`. */
export function facts(count: number): string {
  return `${count.toLocaleString()} ${count === 1 ? 'fact' : 'facts'}`;
}
