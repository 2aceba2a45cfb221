/** What went wrong with a call, in the server's words (RFC 9457) or in ours when it never answered. */
export class Problem extends Error {
  override name = 'Problem';

  constructor(
    /** The HTTP status; 0 when there was no answer. */
    readonly status: number,
    /** What is wrong, and what would be right. */
    readonly detail: string,
    readonly more: ProblemMore = {},
  ) {
    super(detail);
  }

  /** The sentence and its hint, for people. */
  get sentence(): string {
    const { detail, more } = this;
    if (!more.hint) return detail;
    return `${detail}${/[.!?…:]$/.test(detail) ? '' : '.'} ${more.hint}`;
  }

  /** The sentence for the field that it is about, where it is one of these: without its name, which stands there. */
  at(...fields: string[]): string | undefined {
    const { field } = this.more;
    if (!field || !fields.includes(field)) return undefined;
    const bare = this.sentence.replace(`\`${field}\`: `, '').replace(/`([^`]*)`/g, '“$1”');
    return bare.charAt(0).toUpperCase() + bare.slice(1);
  }

  /** Whether the same call may succeed later without any change: no answer, too many, or a fault. */
  get passing(): boolean {
    return this.status === 0 || this.status === 429 || this.status >= 500;
  }
}

/** The further members of a problem. */
export interface ProblemMore {
  /** What to do next. */
  hint?: string;
  /** The input field that is wrong. */
  field?: string;
  /** The id under which the server's log knows the call. */
  requestId?: string;
  /** Seconds to wait, with status 429. */
  retryAfter?: number;
  /** Facts of this kind of problem, such as both texts of a conflict. */
  facts?: Record<string, unknown>;
}

/** What the network's silence means to the person. */
export function unreachable(): Problem {
  return navigator.onLine
    ? new Problem(0, 'Odysseus does not answer. Is it still running?')
    : new Problem(0, 'You are offline. What you typed is kept here.');
}

/** What an answer without a body of ours means: a proxy before the server gave it. */
function unexplained(status: number): string {
  if (status === 413) return 'This is larger than what may be sent here.';
  if (status === 429) return 'This was too much at once. Wait a moment, then try again.';
  if (status >= 502 && status <= 504) return 'Odysseus cannot be reached behind its proxy. Is it still running?';
  return `The server answered ${status} without saying why.`;
}

/** The problem that an answer tells of. */
export async function problemOf(response: Response): Promise<Problem> {
  const body = await response.json().catch(() => undefined);
  const members: Record<string, unknown> = typeof body === 'object' && body !== null ? body : {};
  const text = (name: string) => (typeof members[name] === 'string' ? members[name] : undefined);
  const wait = Number(response.headers.get('Retry-After'));
  return new Problem(
    response.status,
    text('detail') ?? unexplained(response.status),
    {
      hint: text('hint'),
      field: text('field'),
      requestId: text('request_id') ?? response.headers.get('X-Request-Id') ?? undefined,
      retryAfter: wait > 0 ? wait : undefined,
      facts: members,
    },
  );
}

/** Whatever was thrown, as a problem. What is none of ours is a mistake in the program: it is logged. */
export function asProblem(thrown: unknown): Problem {
  if (thrown instanceof Problem) return thrown;
  console.error(thrown);
  return new Problem(0, 'Something went wrong in this page. Reload it and try again.');
}
