/** What was lately chosen in the palette, on this device: it is found first. */

const KEY = 'odysseus.palette';
const MOST = 12;

/** The ids of what was chosen, the latest first. */
export function recent(): string[] {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(KEY) ?? '[]');
    return Array.isArray(kept) ? kept.filter((id) => typeof id === 'string') : [];
  } catch {
    return [];
  }
}

/** Remembers that it was chosen. */
export function remember(id: string): void {
  const ids = [id, ...recent().filter((other) => other !== id)].slice(0, MOST);
  try {
    localStorage.setItem(KEY, JSON.stringify(ids));
  } catch {
    // Storage is switched off: nothing is remembered.
  }
}
