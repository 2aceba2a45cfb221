import DatabaseBackup from '@lucide/svelte/icons/database-backup';
import Info from '@lucide/svelte/icons/info';
import type { Capability } from '../../lib/capability';
import { go } from '../../lib/router.svelte';
import { session } from '../../lib/session.svelte';

async function backUpNow(): Promise<void> {
  const { backups } = await import('./backups/backups.svelte');
  go('/settings/backups');
  await backups.make();
}

/** Backups, and whether this Odysseus is well. */
export const capability: Capability = {
  name: 'maintenance',
  commands: [
    {
      label: 'Back up now',
      words: 'backup save copy',
      icon: DatabaseBackup,
      run: backUpNow,
      when: () => session.account?.admin === true,
    },
  ],
  settings: [
    {
      slug: 'backups',
      label: 'Backups',
      icon: DatabaseBackup,
      order: 70,
      group: 'This Odysseus',
      admin: true,
      load: () => import('./backups/BackupsPart.svelte'),
    },
    {
      slug: 'about',
      label: 'About & health',
      icon: Info,
      order: 90,
      group: 'This Odysseus',
      load: () => import('./health/AboutPart.svelte'),
    },
  ],
};
