import { offer } from '../../../lib/notices';

/** The kind of notification that says that an agent waits for the person's word. */
const KIND = 'approval.asked';

/** Offers to decide in the notification itself. */
export function offerDecisions(): void {
  offer(KIND, ({ data }) => {
    const id = approvalOf(data);
    if (!id) return [];
    const path = `/api/approvals/${encodeURIComponent(id)}`;
    return [
      { label: 'Approve', method: 'POST', path: `${path}/approve` },
      { label: 'Deny', method: 'POST', path: `${path}/deny` },
    ];
  });
}

function approvalOf(data: unknown): string | undefined {
  if (typeof data !== 'object' || data === null || !('approval_id' in data)) return undefined;
  return typeof data.approval_id === 'string' ? data.approval_id : undefined;
}
