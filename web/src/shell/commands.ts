import Keyboard from '@lucide/svelte/icons/keyboard';
import LogOut from '@lucide/svelte/icons/log-out';
import Search from '@lucide/svelte/icons/search';
import Settings from '@lucide/svelte/icons/settings';
import SunMoon from '@lucide/svelte/icons/sun-moon';
import Trash from '@lucide/svelte/icons/trash-2';
import { capabilities } from '../capabilities';
import type { Command } from '../lib/capability';
import { go } from '../lib/router.svelte';
import { session } from '../lib/session.svelte';
import { theme } from '../lib/theme.svelte';
import { toasts } from '../lib/toasts.svelte';
import { places } from './navigation';
import { overlays } from './overlays.svelte';
import { settingsParts } from './settings/parts';

const own: Command[] = [
  { label: 'Search or do', keys: 'mod+k', icon: Search, run: () => void (overlays.palette = true), when: () => false },
  { label: 'Keyboard shortcuts', words: 'keys help', keys: '?', icon: Keyboard, run: () => void (overlays.help = true) },
  { label: 'Go to Settings', keys: 'g s', icon: Settings, run: () => go('/settings') },
  { label: 'Go to Trash', words: 'deleted restore', icon: Trash, run: () => go('/trash') },
  { label: 'Light theme', icon: SunMoon, run: () => theme.choose('light'), when: () => theme.choice !== 'light' },
  { label: 'Dark theme', icon: SunMoon, run: () => theme.choose('dark'), when: () => theme.choice !== 'dark' },
  { label: "The system's theme", icon: SunMoon, run: () => theme.choose('system'), when: () => theme.choice !== 'system' },
  { label: 'Sign out', icon: LogOut, run: signOut },
];

async function signOut(): Promise<void> {
  const problem = await session.signOut();
  if (problem) toasts.problem(problem);
}

/** Everything that can be done from anywhere: going to a page, and what capabilities offer. */
export function commands(): Command[] {
  const goes = places.map(({ label, path, icon, key }) => ({
    label: `Go to ${label}`,
    icon,
    keys: key && `g ${key}`,
    run: () => go(path),
  }));
  const settings = settingsParts().map(({ label, slug, icon }) => ({
    label: `Settings: ${label}`,
    icon,
    run: () => go(`/settings/${slug}`),
  }));
  return [...capabilities.flatMap(({ commands }) => commands ?? []), ...goes, ...settings, ...own];
}
