import Keyboard from '@lucide/svelte/icons/keyboard';
import LogOut from '@lucide/svelte/icons/log-out';
import Sailboat from '@lucide/svelte/icons/sailboat';
import Search from '@lucide/svelte/icons/search';
import Settings from '@lucide/svelte/icons/settings';
import SunMoon from '@lucide/svelte/icons/sun-moon';
import Trash from '@lucide/svelte/icons/trash-2';
import { capabilities } from '../capabilities';
import type { Command } from '../lib/capability';
import type { Shortcut } from '../lib/keyboard.svelte';
import { go } from '../lib/router.svelte';
import { session } from '../lib/session.svelte';
import { theme } from '../lib/theme.svelte';
import { toasts } from '../lib/toasts.svelte';
import { places } from './navigation';
import { overlays } from './overlays.svelte';
import { settingsParts } from './settings/parts';

/** A command as the palette offers it. */
export interface Offered extends Command {
  group: 'Actions' | 'Go to' | 'Settings';
  /** Where it leads, when it does nothing but that. */
  href?: string;
}

const open: Command = { label: 'Search or do', keys: 'mod+k', icon: Search, run: () => void (overlays.palette = true) };

const own: Command[] = [
  { label: 'Keyboard shortcuts', words: 'keys help', keys: '?', icon: Keyboard, run: () => void (overlays.help = true) },
  { label: 'Light theme', words: 'appearance', icon: SunMoon, run: () => theme.choose('light'), when: () => theme.choice !== 'light' },
  { label: 'Dark theme', words: 'appearance', icon: SunMoon, run: () => theme.choose('dark'), when: () => theme.choice !== 'dark' },
  { label: "The system's theme", words: 'appearance', icon: SunMoon, run: () => theme.choose('system'), when: () => theme.choice !== 'system' },
  { label: 'Sign out', words: 'leave log out', icon: LogOut, run: signOut },
];

async function signOut(): Promise<void> {
  const problem = await session.signOut();
  if (problem) toasts.problem(problem);
}

const to = (label: string, href: string, more: Partial<Offered>): Offered => ({
  label,
  href,
  run: () => go(href),
  group: 'Go to',
  ...more,
});

function goes(): Offered[] {
  return [
    ...places().map(({ label, path, icon, key }) => to(`Go to ${label}`, path, { icon, keys: key && `g ${key}` })),
    to('Go to Settings', '/settings', { icon: Settings, keys: 'g s' }),
    to('Go to Trash', '/trash', { icon: Trash, words: 'deleted restore' }),
    to('Go to First steps', '/welcome', { icon: Sailboat, words: 'welcome begin' }),
  ];
}

function settings(): Offered[] {
  return settingsParts().map(({ label, slug, icon }) => to(`Settings: ${label}`, `/settings/${slug}`, { icon, group: 'Settings' }));
}

/** What can be done from anywhere now: what capabilities and the shell offer, and going to a page. */
export function offered(): Offered[] {
  const actions = [...capabilities.flatMap(({ commands }) => commands ?? []), ...own];
  const all: Offered[] = [...actions.map((command) => ({ ...command, group: 'Actions' as const })), ...goes(), ...settings()];
  return all.filter((command) => command.when?.() ?? true);
}

/** The keys that work on every page. */
export function shortcuts(): Shortcut[] {
  const all: Command[] = [open, ...capabilities.flatMap(({ commands }) => commands ?? []), ...goes(), ...own];
  return all.flatMap(({ keys, label, run, when }) =>
    keys ? [{ keys, label, run: () => void run(), when, everywhere: true }] : [],
  );
}
