/** Whether the list under the bell is open. */
class Bell {
  open = $state(false);

  toggle(): void {
    this.open = !this.open;
  }
}

/** The bell in the corner. */
export const bell = new Bell();
