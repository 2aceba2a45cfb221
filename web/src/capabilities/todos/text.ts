/** How a line of a list begins that was made elsewhere: a bullet, a number, a box. */
const MARK = /^\s*(?:[-*•‣–]\s+|\d+[.)]\s+)?(?:\[[ xX]?\]\s*)?/;

/** The lines of a text that say something, without bullets. */
export function linesOf(text: string): string[] {
  return text
    .split(/\r?\n/)
    .map((line) => line.replace(MARK, '').trim())
    .filter(Boolean);
}
