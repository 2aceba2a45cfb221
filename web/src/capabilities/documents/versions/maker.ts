import type { Version } from '../calls';

/** Who made a version, in a word: "You", "Claude Agent", or "An agent" where its name was not kept. */
export function makerOf({ made_by }: Pick<Version, 'made_by'>): string {
  if (made_by === 'person') return 'You';
  if (made_by === 'job') return 'Odysseus';
  return made_by.replace(/^token:?/, '') || 'An agent';
}
