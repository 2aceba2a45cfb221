import type { Edit } from '../text/edits';
import type { Piece } from '../text/merge';

/** What shows the text and lets it be changed. Places count in its text. */
export interface Surface {
  text: () => string;
  /** Changes the text from outside; the person can take back what is `undoable`. */
  apply: (changes: Edit[], undoable: boolean) => void;
}

/** Where the text stands: on the server, being typed, on its way, refused, or changed by somebody else too. */
export type SaveState = 'saved' | 'typing' | 'saving' | 'failed' | 'clash';

/** Both changed the same places: the other's text, and both together in pieces. */
export interface Clash {
  version: number;
  theirs: string;
  pieces: Piece[];
  who: string;
}

/** Something to know about the text, perhaps with something to do about it. */
export interface Notice {
  text: string;
  action?: { label: string; run: () => void };
}
