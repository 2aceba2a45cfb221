import type { LiveEvent } from '../../../lib/live.svelte';
import type { Notice } from '../../../lib/notices';

/** What is done with a thing that makes a notification about it pointless. */
const SETTLED: Record<string, { fact: string; by: string[] | undefined }> = {
  'todos.changed': { fact: 'todo_id', by: ['completed', 'snoozed', 'deleted'] },
  'approval.decided': { fact: 'approval_id', by: undefined },
};

/** Whether an event tells that what the notification is about has been dealt with, wherever that was. */
export function settles({ topic, data }: LiveEvent, notice: Notice): boolean {
  const rule = SETTLED[topic];
  if (!rule || typeof notice.data !== 'object' || notice.data === null) return false;
  const about = (notice.data as Record<string, unknown>)[rule.fact];
  return about !== undefined && about === data.id && (!rule.by || rule.by.includes(String(data.what)));
}
