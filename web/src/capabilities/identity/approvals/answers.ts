import { exactly } from '../../../lib/dates';
import type { Approval } from './approvals.svelte';

/** What has become of a question. */
export interface Answer {
  /** In a word or two. */
  short: string;
  /** In a sentence. */
  long: string;
  good: boolean;
}

/** What has become of a question, for people. */
export function answerOf({ status, token_name: who, decided_at, expires_at }: Approval): Answer {
  switch (status) {
    case 'approved':
      return {
        short: 'Approved, not repeated yet',
        long: `Approved. ${who} may now repeat its call, and it will be done once. That holds until ${exactly(expires_at)}.`,
        good: true,
      };
    case 'used':
      return { short: 'Approved and done', long: `Approved, and done once by ${who}.`, good: true };
    case 'denied':
      return { short: 'Denied', long: `Denied. ${who} is told that you said no; nothing has happened.`, good: false };
    case 'pending':
      return { short: 'Waits', long: 'It waits for your word.', good: false };
    default:
      return decided_at
        ? { short: 'Answered, then expired', long: 'You answered it, and that has expired since.', good: false }
        : { short: 'Expired', long: `Nobody answered in time, and nothing has happened. ${who} may ask again.`, good: false };
  }
}
