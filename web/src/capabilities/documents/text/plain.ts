/** The beginning of a text on one line, without the signs of Markdown and the title that stands above it. */
export function gist(preview: string, title: string): string {
  const lines = preview
    .replace(/^---\n[\s\S]*?\n---\n/, '')
    .replace(/^[ \t]*(?:#{1,6}|>|[-*+](?: \[[ xX]\])?|\d+[.)]|```\S*|~~~\S*)(?=\s|$)/gm, '');
  return below(title, words(lines));
}

/**
 * A part of a text whose lines were joined to one, as plain words. What may be a sign of Markdown or mean
 * itself there, such as a dash, stays.
 */
export function plainSnippet(snippet: string, title: string): string {
  const joined = snippet
    .replace(/^(…?\s*)[-*+>](?=\s)/, '$1')
    .replace(/(?<=^…?|\s)(?:(?:[-*+] )?\[[ xX]\]|#{1,6}|```\S*|~~~\S*)(?=\s|…?$)/g, '');
  return below(title, words(joined));
}

/** Without links and emphasis, and with single spaces. */
function words(text: string): string {
  return text
    .replace(/!?\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replace(/(\*\*|__|~~|`)(?=\S)(.+?)(?<=\S)\1/g, '$2')
    .replace(/\s+/g, ' ')
    .trim();
}

function below(title: string, text: string): string {
  return text.startsWith(title) ? text.slice(title.length).trim() : text;
}
