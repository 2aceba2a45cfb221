import type { Part } from './rows';

/** A snippet in parts. The server counts its marks in Unicode characters, JavaScript in UTF-16 units. */
export function marked(text: string, marks: readonly (readonly number[])[]): Part[] {
  const characters = [...text];
  const parts: Part[] = [];
  let at = 0;
  for (const [from = 0, to = 0] of marks) {
    parts.push({ text: characters.slice(at, from).join(''), changed: false });
    parts.push({ text: characters.slice(from, to).join(''), changed: true });
    at = to;
  }
  parts.push({ text: characters.slice(at).join(''), changed: false });
  return parts.filter((part) => part.text);
}
