/** A language as people call it, and how its files end. The first ending is used for new files. */
interface Language {
  name: string;
  label: string;
  endings: string[];
}

const of = (name: string, label: string, endings: string): Language => ({ name, label, endings: endings.split(' ') });

/** The languages that are offered. The server takes any word. */
export const languages: Language[] = [
  of('markdown', 'Markdown', 'md markdown mdown mkd'),
  of('text', 'Plain text', 'txt text log conf ini env'),
  of('bash', 'Shell', 'sh bash zsh'),
  of('c', 'C', 'c h'),
  of('cpp', 'C++', 'cpp cc cxx hpp'),
  of('csharp', 'C#', 'cs'),
  of('css', 'CSS', 'css scss'),
  of('csv', 'CSV', 'csv tsv'),
  of('email', 'Email', 'eml'),
  of('go', 'Go', 'go'),
  of('html', 'HTML', 'html htm'),
  of('java', 'Java', 'java'),
  of('javascript', 'JavaScript', 'js mjs cjs jsx'),
  of('json', 'JSON', 'json jsonl'),
  of('kotlin', 'Kotlin', 'kt kts'),
  of('latex', 'LaTeX', 'tex'),
  of('lua', 'Lua', 'lua'),
  of('php', 'PHP', 'php'),
  of('python', 'Python', 'py'),
  of('r', 'R', 'r'),
  of('ruby', 'Ruby', 'rb'),
  of('rust', 'Rust', 'rs'),
  of('sql', 'SQL', 'sql'),
  of('svg', 'SVG', 'svg'),
  of('swift', 'Swift', 'swift'),
  of('toml', 'TOML', 'toml'),
  of('typescript', 'TypeScript', 'ts tsx mts'),
  of('xml', 'XML', 'xml'),
  of('yaml', 'YAML', 'yaml yml'),
];

/** How people call a language: `cpp` is `C++`; what is not known is called as it is. */
export function languageLabel(name: string): string {
  return languages.find((language) => language.name === name)?.label ?? name;
}

/** The language of a file by the end of its name; nothing when it is not known. */
export function languageOfFile(file: string): string | undefined {
  const ending = /\.([^.]+)$/.exec(file)?.[1]?.toLowerCase() ?? '';
  return languages.find(({ endings }) => endings.includes(ending))?.name;
}

/** What the name of a file in that language ends in. */
export function endingOf(name: string): string {
  return languages.find((language) => language.name === name)?.endings[0] ?? 'txt';
}

/** Whether a text is Markdown, which can be shown as a page. */
export function isMarkdown(language: string | undefined): boolean {
  return language === 'markdown' || language === 'md';
}
