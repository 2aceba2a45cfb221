/** How well words fit a text, for the command palette: what people type is the beginnings of words, rarely more. */

/** Lower case, without accents: `Réunion` is found by `reunion`. */
function plain(text: string): string {
  return text.normalize('NFD').replaceAll(/\p{M}/gu, '').toLowerCase();
}

const words = (text: string) => plain(text).split(/[^\p{L}\p{N}]+/u).filter(Boolean);

/**
 * How well a query fits a text, 0 to 100; nothing when it does not. Each word of the query has to be found: as a
 * word, as the beginning of one, as initials (`ad` for "Add document"), or within one.
 */
export function fit(query: string, text: string): number | undefined {
  const sought = words(query);
  if (!sought.length) return 0;
  const given = words(text);
  let sum = 0;
  for (const one of sought) {
    const found = fitOne(one, given);
    if (found === undefined) return undefined;
    sum += found;
  }
  // Of two that fit alike, the shorter says it more exactly.
  return sum / sought.length - Math.min(5, given.length / 2);
}

function fitOne(sought: string, given: string[]): number | undefined {
  const at = given.findIndex((word) => word.startsWith(sought));
  if (at >= 0) return given[at] === sought ? 100 - Math.min(at, 5) : 85 - Math.min(at, 5);
  const initials = given.map((word) => word[0]).join('');
  if (sought.length > 1 && initials.includes(sought)) return initials.startsWith(sought) ? 75 : 60;
  if (sought.length > 2 && given.some((word) => word.includes(sought))) return 40;
  return sought.length > 2 && given.some((word) => scattered(sought, word)) ? 15 : undefined;
}

/** Whether a word begins with the first letter and has the others after it, in this order. */
function scattered(sought: string, word: string): boolean {
  if (word[0] !== sought[0]) return false;
  let at = -1;
  return [...sought].every((letter) => (at = word.indexOf(letter, at + 1)) >= 0);
}
