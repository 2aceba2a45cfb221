import type { Operation } from './palette/operations';

/** What can lie over any page. */
class Overlays {
  /** The command palette. */
  palette = $state(false);
  /** The list of keys. */
  help = $state(false);
  /** An operation of the API whose form is open. */
  operation = $state.raw<Operation>();
}

/** What lies over the page now. */
export const overlays = new Overlays();
