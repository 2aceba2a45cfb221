import type { Notice } from '../../lib/notices';

/** Where notifications lead whose server says nothing of it, by their kind. The facts are those of `crates/notifications/src/hear`. */
const PLACES: Record<string, (facts: Record<string, unknown>) => string> = {
  'reminder.due': ({ todo_id }) => `/todos?open=${encodeURIComponent(String(todo_id))}`,
  'approval.asked': () => '/settings/approvals',
  'backup.failed': () => '/settings/backups',
  'channel.failing': () => '/settings/reminders',
};

/** Whether the page at that path shows by itself what the notification tells. A list of todos does not say which one rings. */
export function isShownAt(path: string, notice: Notice): boolean {
  return notice.kind !== 'reminder.due' && leadsTo(notice).split('?')[0] === path;
}

/** Where a notification leads within this application. */
export function leadsTo(notice: Notice): string {
  // Its address may come from elsewhere: only one of ours is followed.
  if (notice.url?.startsWith('/') && !/^\/[/\\]/.test(notice.url)) return notice.url;
  const facts = typeof notice.data === 'object' && notice.data !== null ? notice.data : {};
  return PLACES[notice.kind]?.(facts as Record<string, unknown>) ?? '/notifications';
}
