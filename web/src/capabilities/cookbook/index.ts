import ChefHat from '@lucide/svelte/icons/chef-hat';
import Rocket from '@lucide/svelte/icons/rocket';
import Server from '@lucide/svelte/icons/server';
import type { Capability } from '../../lib/capability';
import { go } from '../../lib/router.svelte';
import { session } from '../../lib/session.svelte';

const isAdmin = () => session.account?.admin === true;

/** Model servers: launched, watched and stopped, here and over ssh. */
export const capability: Capability = {
  name: 'cookbook',
  pages: [
    {
      path: '/cookbook',
      load: () => import('./running/RunningPage.svelte'),
      nav: { label: 'Cookbook', icon: ChefHat, order: 40, key: 'b' },
      admin: true,
    },
    { path: '/cookbook/tasks/:session', load: () => import('./task/TaskPage.svelte'), admin: true },
    { path: '/cookbook/launch', load: () => import('./launch/LaunchPage.svelte'), admin: true },
    { path: '/cookbook/models', load: () => import('./models/ModelsPage.svelte'), admin: true },
    { path: '/cookbook/presets', load: () => import('./presets/PresetsPage.svelte'), admin: true },
    { path: '/cookbook/logs', load: () => import('./logs/LogsPage.svelte'), admin: true },
    { path: '/cookbook/logs/:session', load: () => import('./logs/LogPage.svelte'), admin: true },
    { path: '/cookbook/servers', load: () => import('./servers/ServersPage.svelte'), admin: true },
  ],
  commands: [
    { label: 'Launch a model', words: 'cookbook serve start server', icon: Rocket, run: () => go('/cookbook/launch'), when: isAdmin },
    { label: 'Download a model', words: 'cookbook hugging face ollama pull', icon: Rocket, run: () => go('/cookbook/models?download=1'), when: isAdmin },
    { label: 'Add a server', words: 'cookbook machine gpu host ssh', icon: Server, run: () => go('/cookbook/servers?add=1'), when: isAdmin },
    { label: 'Cookbook: Models', icon: ChefHat, run: () => go('/cookbook/models'), when: isAdmin },
    { label: 'Cookbook: Presets', icon: ChefHat, run: () => go('/cookbook/presets'), when: isAdmin },
    { label: 'Cookbook: Servers', words: 'machines gpus hosts ssh', icon: ChefHat, run: () => go('/cookbook/servers'), when: isAdmin },
    { label: 'Cookbook: Logs', icon: ChefHat, run: () => go('/cookbook/logs'), when: isAdmin },
  ],
  search: {
    label: 'Cookbook',
    find: async (words) => (isAdmin() ? (await import('./search')).find(words) : []),
  },
  firstSteps: [
    {
      order: 25,
      title: 'Add a GPU server',
      text: 'Models are launched and watched there over ssh, and one that fails says why. This machine is on the list already.',
      action: { label: 'Add a server', href: '/cookbook/servers?add=1' },
      icon: Server,
      done: async () => (await (await import('./calls')).servers()).servers.some(({ host }) => host),
      when: isAdmin,
    },
  ],
  trash: [
    {
      kind: 'cookbook-presets',
      label: 'Presets',
      list: async (cursor) => (await import('./calls')).deletedPresets(cursor),
      restore: async (id) => (await import('./calls')).restorePreset(id),
      when: isAdmin,
    },
    {
      kind: 'cookbook-servers',
      label: 'Servers',
      list: async (cursor) => (await import('./calls')).deletedServers(cursor),
      restore: async (id) => (await import('./calls')).restoreServer(id),
      when: isAdmin,
    },
  ],
};
