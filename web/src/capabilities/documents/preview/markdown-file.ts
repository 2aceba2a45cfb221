import { isMarkdown } from '../languages';
import { html } from './markdown';

/** The look of an exported page: it stands alone, in light and dark. */
const STYLE = `:root{color-scheme:light dark;font:16px/1.65 system-ui,sans-serif}
body{max-width:44rem;margin:3rem auto;padding:0 1.5rem;overflow-wrap:anywhere}
h1,h2,h3{line-height:1.3}
pre,code{font-family:ui-monospace,monospace;font-size:.92em}
pre{padding:1rem;border:1px solid color-mix(in srgb,currentColor 20%,transparent);border-radius:.5rem;white-space:pre-wrap}
blockquote{margin-inline:0;padding-inline-start:1rem;border-inline-start:3px solid color-mix(in srgb,currentColor 25%,transparent)}
table{width:100%;border-collapse:collapse}
th,td{padding:.4rem .7rem;border:1px solid color-mix(in srgb,currentColor 25%,transparent);text-align:start;vertical-align:top}
img{max-width:100%}
[data-task]::before{content:"\\2610\\a0"}
[data-task=done]::before{content:"\\2611\\a0"}
li:has(>[data-task]){list-style:none;margin-inline-start:-1.3em}
[data-image]{padding:.3rem .6rem;border:1px dashed currentColor;border-radius:.4rem}`;

/** A text as an HTML file that needs nothing else: Markdown as a page, everything else as it is. */
export function page(title: string, language: string, text: string): string {
  const body = isMarkdown(language) ? html(text) : `<pre>${escaped(text)}</pre>`;
  return `<!doctype html>
<html lang="${escaped(navigator.language)}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escaped(title)}</title>
<style>
${STYLE}
</style>
</head>
<body>
${body}
</body>
</html>
`;
}

function escaped(text: string): string {
  const names: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
  return text.replace(/[&<>"]/g, (sign) => names[sign] ?? sign);
}
