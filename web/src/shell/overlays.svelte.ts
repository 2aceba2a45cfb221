/** What can lie over any page. */
class Overlays {
  /** The command palette. */
  palette = $state(false);
  /** The list of keys. */
  help = $state(false);
}

/** What lies over the page now. */
export const overlays = new Overlays();
