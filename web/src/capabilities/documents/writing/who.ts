import * as calls from '../calls';
import { makerOf } from '../versions/maker';

/** Who made the current version of a document, for a sentence. */
export async function lastMaker(id: string): Promise<string> {
  const { items } = await calls.versions(id, { limit: 1 }).catch(() => ({ items: [] }));
  const [latest] = items;
  if (!latest) return 'Somebody';
  return latest.made_by === 'person' ? 'You, in another window,' : makerOf(latest);
}
