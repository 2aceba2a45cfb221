import { api, done, type Output } from '../../../lib/api';
import type { Version } from '../calls';
import * as calls from '../calls';

type Act = Output<'activity.list'>['items'][number];

/** A call and the version that it made are recorded within this time, in milliseconds. */
const APART = 2000;

/** Who made versions: the person, or agents by the names of their tokens, as far as the activity tells. */
export class Makers {
  #acts: Act[] = [];

  /** Reads what was done lately. Without it agents have no names. */
  async read(): Promise<void> {
    const query = { limit: 200 };
    const { items } = await done(api.GET('/api/activity', { params: { query } })).catch(() => ({ items: [] }));
    this.#acts = items.filter(
      ({ operation, outcome, token_id }) => token_id && outcome === 'done' && operation.startsWith('documents.'),
    );
  }

  /** "You", "Claude Agent", or "An agent". */
  of(version: Pick<Version, 'source' | 'updated_at'>): string {
    if (version.source === 'user') return 'You';
    const when = Date.parse(version.updated_at);
    const act = this.#acts.find(({ at, effect }) => effect !== 'read' && Math.abs(Date.parse(at) - when) < APART);
    return act?.caller.replace(/^token:/, '') ?? 'An agent';
  }
}

/** Who made the current version of a document, for a sentence. */
export async function lastMaker(id: string): Promise<string> {
  const makers = new Makers();
  try {
    const [{ items }] = await Promise.all([calls.versions(id, { limit: 1 }), makers.read()]);
    const [latest] = items;
    if (!latest) return 'Somebody';
    return latest.source === 'user' ? 'You, in another window,' : makers.of(latest);
  } catch {
    return 'Somebody';
  }
}
