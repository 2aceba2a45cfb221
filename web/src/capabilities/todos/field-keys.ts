/** The keys of a field that saves when it is left: Enter leaves it; Escape gives up what was typed, where there is anything. */
export function fieldKeys(event: KeyboardEvent, leave: () => void, giveUp: (() => void) | undefined): void {
  if (event.key === 'Enter' && !event.isComposing) {
    event.preventDefault();
    leave();
  } else if (event.key === 'Escape' && giveUp) {
    // The card around it stays open.
    event.stopPropagation();
    giveUp();
  }
}
