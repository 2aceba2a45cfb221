/** The elements that a text may use. */
export const ELEMENTS = new Set(
  'h1 h2 h3 h4 h5 h6 p br hr ul ol li dl dt dd blockquote pre code em strong b i del ins s u mark sub sup kbd samp var small abbr q cite a img table thead tbody tfoot tr th td caption details summary span div figure figcaption'.split(' '),
);

/** The attributes that are no addresses, and those that are. */
export const WORDS = 'title alt start align colspan rowspan open dir lang'.split(' ');
export const ADDRESSES = ['href', 'src'];

const allowed = new Set([...WORDS, ...ADDRESSES]);
const HIDDEN = /<!--[\s\S]*?(?:-->|$)|<(script|style|template|iframe|noscript|textarea|title|xmp)\b[\s\S]*?(?:<\/\1\s*>|$)/gi;
const TAG = /<(\/?)([a-z][a-z0-9]*)\b((?:[^<>"']|"[^"]*"|'[^']*')*)>/gi;
const ATTRIBUTE = /([a-z][a-z-]*)(?:\s*=\s*("[^"]*"|'[^']*'|[^\s"'=<>`]+))?/gi;

/**
 * HTML within a text, written anew with nothing but elements and attributes of text.
 *
 * What comes out is still to be sanitised. But a sanitiser begins by having the browser parse what it is
 * given, and the browser reports every style and handler in it as a breach of the page's policy.
 */
export function plainTags(html: string): string {
  const shown = html.replace(HIDDEN, '');
  let [result, at] = ['', 0];
  for (const tag of shown.matchAll(TAG)) {
    const [all, slash = '', name = '', attributes = ''] = tag;
    result += text(shown.slice(at, tag.index)) + element(slash, name.toLowerCase(), attributes);
    at = tag.index + all.length;
  }
  return result + text(shown.slice(at));
}

function element(slash: string, name: string, attributes: string): string {
  if (!ELEMENTS.has(name)) return '';
  if (slash) return `</${name}>`;
  const kept = [...attributes.matchAll(ATTRIBUTE)].flatMap(([, attribute = '', value = '']) => {
    const known = attribute.toLowerCase();
    const bare = value.replace(/^(["'])(.*)\1$/s, '$2').replace(/["<>]/g, (sign) => `&#${sign.charCodeAt(0)};`);
    return allowed.has(known) ? [` ${known}="${bare}"`] : [];
  });
  return `<${name}${kept.join('')}>`;
}

function text(between: string): string {
  return between.replaceAll('<', '&lt;');
}
