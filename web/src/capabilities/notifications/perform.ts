import { api, done, send } from '../../lib/api';
import type { Notice, NoticeAction } from '../../lib/notices';

/** Tells the server that a notification was read. Throws a {@link Problem}. */
export async function markRead({ id }: Notice): Promise<void> {
  await done(api.POST('/api/notifications/{id}/read', { params: { path: { id } } }));
}

/** Does something about a notification, and marks it as read. Returns what to tell the person. Throws a {@link Problem}. */
export async function perform(notice: Notice, { label, method, path, body }: NoticeAction): Promise<string> {
  const headers = { 'Content-Type': 'application/json' };
  const request = new Request(new URL(path, location.origin), { method, headers, body: JSON.stringify(body ?? {}) });
  const answer: unknown = await (await send(request)).json().catch(() => undefined);
  await markRead(notice);
  const says = typeof answer === 'object' && answer !== null && 'message' in answer ? answer.message : undefined;
  return typeof says === 'string' ? says : `${label}: ${notice.title}`;
}
