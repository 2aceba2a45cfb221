import AlarmClock from '@lucide/svelte/icons/alarm-clock';
import Bell from '@lucide/svelte/icons/bell';
import DatabaseBackup from '@lucide/svelte/icons/database-backup';
import ShieldQuestion from '@lucide/svelte/icons/shield-question-mark';
import Unplug from '@lucide/svelte/icons/unplug';
import type { Component } from 'svelte';
import type { Notice } from '../../lib/notices';

/** How a kind of notification looks. */
interface Kind {
  icon: Component<{ size?: number | string }>;
  /** What stands above or, for screen readers, before its title. */
  label: string;
  /** Whether what it is about is to be seen before anything is done about it. */
  lookFirst?: boolean;
}

const KINDS: Record<string, Kind> = {
  'reminder.due': { icon: AlarmClock, label: 'Reminder' },
  'approval.asked': { icon: ShieldQuestion, label: 'Question of an agent', lookFirst: true },
  'backup.failed': { icon: DatabaseBackup, label: 'Backup' },
  'channel.failing': { icon: Unplug, label: 'Delivery' },
};

/** How a notification of that kind looks. */
export function kindOf({ kind }: Notice): Kind {
  return KINDS[kind] ?? { icon: Bell, label: 'Notification' };
}

/** The rest of a notification, where that says more than its title. */
export function bodyOf({ title, body }: Notice): string {
  return body.trim() === title.trim() ? '' : body;
}
