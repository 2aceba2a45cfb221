import DOMPurify, { type Config } from 'dompurify';
import { Marked, type Token } from 'marked';
import { ADDRESSES, ELEMENTS, plainTags, WORDS } from './tags';

/**
 * Markdown as a page. What a document says is anybody's: only plain elements of text come through, links
 * lead out in a window of their own, and nothing is loaded from elsewhere.
 */

const marked = new Marked({
  gfm: true,
  renderer: {
    html: ({ text }) => plainTags(text),
    checkbox: ({ checked }) => `<span data-task="${checked ? 'done' : 'open'}" role="img" aria-label="${checked ? 'Done' : 'Open'}"></span> `,
  },
});

/** Ours, for tasks and pictures. */
const OWN = ['role', 'aria-label', 'data-task', 'data-image'];

const RULES: Config = {
  ALLOWED_TAGS: [...ELEMENTS],
  ALLOWED_ATTR: [...ADDRESSES, ...WORDS, ...OWN],
  ADD_URI_SAFE_ATTR: [...WORDS, ...OWN],
  ALLOW_ARIA_ATTR: false,
  ALLOW_DATA_ATTR: false,
  ALLOWED_URI_REGEXP: /^(?:https?:|mailto:)/i,
};

DOMPurify.addHook('afterSanitizeAttributes', (node) => {
  if (node instanceof HTMLAnchorElement && node.hasAttribute('href')) {
    node.target = '_blank';
    node.rel = 'noopener noreferrer';
  }
  // The page's own policy refuses pictures from elsewhere; the reader is told which one would stand here.
  if (node instanceof HTMLImageElement && !node.getAttribute('src')?.startsWith('data:')) node.replaceWith(absent(node));
});

/** What stands in the place of a picture that is not loaded. */
function absent(image: HTMLImageElement): HTMLElement {
  const { ownerDocument: document } = image;
  const place = document.createElement('span');
  place.setAttribute('data-image', '');
  place.append(image.getAttribute('alt') || 'Picture');
  const source = image.getAttribute('src');
  if (source) {
    const address = document.createElement('small');
    address.append(source);
    place.append(' ', address);
  }
  return place;
}

/** A top-level part of a text, and the line on which it begins, from 0. */
export interface Block {
  line: number;
  raw: string;
  html: () => string;
}

/** The text in its top-level parts. Throws where it is nested beyond reason. */
export function blocks(text: string): Block[] {
  const tokens = marked.lexer(text);
  const found: Block[] = [];
  let line = 0;
  for (const token of tokens) {
    if (token.type !== 'space' && token.type !== 'def') {
      found.push({ line, raw: token.raw, html: () => clean(token) });
    }
    line += token.raw.split('\n').length - 1;
  }
  // References are resolved by the whole text: another address makes another part.
  const references = JSON.stringify(tokens.links);
  return references === '{}' ? found : found.map((block) => ({ ...block, raw: `${block.raw}\0${references}` }));
}

/** Clean HTML, as the browser's Trusted Types want it; the types of the DOM know only text. */
function clean(token: Token): string {
  return DOMPurify.sanitize(marked.parser([token]), { ...RULES, RETURN_TRUSTED_TYPE: true }) as unknown as string;
}

/** The whole text as clean HTML, for a file of its own. */
export function html(text: string): string {
  return DOMPurify.sanitize(marked.parser(marked.lexer(text)), RULES);
}
