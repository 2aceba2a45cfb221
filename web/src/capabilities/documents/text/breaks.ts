/** The editor knows one kind of line break; files of other systems get theirs back when they are stored. */

/** The line break of a text: that of Windows only if every line ends so. */
export function breakOf(text: string): '\n' | '\r\n' {
  return text.includes('\r\n') && !/(?<!\r)\n|\r(?!\n)/.test(text) ? '\r\n' : '\n';
}

/** The text with plain line breaks. */
export function plainBreaks(text: string): string {
  return text.includes('\r') ? text.replace(/\r\n?/g, '\n') : text;
}

/** The text with its own line breaks. */
export function ownBreaks(text: string, lineBreak: '\n' | '\r\n'): string {
  return lineBreak === '\n' ? text : text.replaceAll('\n', lineBreak);
}
