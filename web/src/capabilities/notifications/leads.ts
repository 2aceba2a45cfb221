import type { Notice } from '../../lib/notices';

/** Where those lead that have no place of their own. */
const LIST = '/notifications';

/** Whether the page at that path shows by itself what the notification tells. A list of todos does not say which one rings. */
export function isShownAt(path: string, notice: Notice): boolean {
  return notice.kind !== 'reminder.due' && leadsTo(notice).split('?')[0] === path;
}

/** Where a notification leads within this application. Its address may come from elsewhere: only one of ours is followed. */
export function leadsTo({ url }: Notice): string {
  return url?.startsWith('/') && !/^\/[/\\]/.test(url) ? url : LIST;
}
