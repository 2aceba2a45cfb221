import { HighlightStyle, syntaxHighlighting } from '@codemirror/language';
import { EditorView } from '@codemirror/view';
import { tags } from '@lezer/highlight';

const SOFT = 'var(--text-soft)';
const MONO = 'var(--mono)';

/** How parts of a text look, by the design tokens. */
export const highlighting = syntaxHighlighting(
  HighlightStyle.define([
    { tag: tags.heading1, fontSize: '1.5em', fontWeight: '650', lineHeight: '1.3', letterSpacing: '-0.015em' },
    { tag: tags.heading2, fontSize: '1.25em', fontWeight: '650', lineHeight: '1.35', letterSpacing: '-0.01em' },
    { tag: tags.heading3, fontSize: '1.1em', fontWeight: '650' },
    { tag: [tags.heading4, tags.heading5, tags.heading6, tags.heading], fontWeight: '650' },
    { tag: tags.strong, fontWeight: '650' },
    { tag: tags.emphasis, fontStyle: 'italic' },
    { tag: tags.strikethrough, textDecoration: 'line-through', color: SOFT },
    { tag: tags.quote, color: SOFT },
    { tag: [tags.link, tags.url], color: 'var(--accent)' },
    { tag: tags.monospace, fontFamily: MONO, fontSize: '0.92em' },
    // The signs themselves step back behind the words.
    { tag: [tags.processingInstruction, tags.contentSeparator, tags.labelName], color: SOFT, fontWeight: '400' },
    { tag: tags.atom, color: 'var(--accent)', fontFamily: MONO },
    { tag: tags.comment, color: SOFT, fontStyle: 'italic' },
    { tag: tags.keyword, color: 'var(--accent)' },
    { tag: tags.string, color: 'var(--good)' },
    { tag: [tags.number, tags.bool], color: 'var(--warn)' },
    { tag: tags.propertyName, color: 'var(--accent-strong)' },
  ]),
);

/** The place where the text stands. */
export const look = EditorView.theme({
  '&': { blockSize: '100%', color: 'var(--text)', background: 'transparent', fontSize: '1rem' },
  '&.cm-focused': { outline: 'none' },
  '.cm-scroller': { fontFamily: 'var(--font)', lineHeight: '1.65', overflowX: 'hidden', overscrollBehavior: 'contain' },
  '.cm-content': {
    padding: 'var(--s5) 0 40vh',
    caretColor: 'var(--accent)',
    inlineSize: '100%',
    maxInlineSize: 'calc(var(--measure) + 2 * var(--s5))',
    marginInline: 'auto',
  },
  '.cm-line': { padding: '0 var(--s5)' },
  '.cm-content ::selection, .cm-line::selection': { background: 'light-dark(oklch(0.86 0.06 245), oklch(0.42 0.08 248))' },
  '.cm-placeholder': { color: SOFT },
  '.cm-gutters': { background: 'transparent', color: SOFT, border: '0', fontSize: 'var(--text-xs)', paddingInlineStart: 'var(--s2)' },
  '&.code .cm-scroller': { fontFamily: MONO, fontSize: 'var(--text-s)', lineHeight: '1.6' },
  '&.code .cm-content': { maxInlineSize: 'none' },
  '&.code .cm-line': { padding: '0 var(--s3)' },
  '.cm-panels': { background: 'var(--sunken)', color: 'var(--text)', border: '0' },
  '.cm-panels-top': { borderBlockEnd: 'var(--hair) solid var(--line)' },
  '.cm-search': { display: 'flex', flexWrap: 'wrap', alignItems: 'center', gap: 'var(--s2)', padding: 'var(--s2) var(--s8) var(--s2) var(--s4)', fontFamily: 'var(--font)' },
  '.cm-search br': { flexBasis: '100%', content: '""' },
  '.cm-search label': { display: 'inline-flex', alignItems: 'center', gap: 'var(--s1)', fontSize: 'var(--text-s)', margin: '0' },
  '.cm-panel.cm-search input.cm-textfield': {
    flex: '0 1 14rem',
    minInlineSize: '8rem',
    minBlockSize: 'var(--control-small)',
    margin: '0',
    padding: '0 var(--s2)',
    border: 'var(--hair) solid var(--line-strong)',
    borderRadius: 'var(--r1)',
    background: 'var(--surface)',
    color: 'var(--text)',
    font: 'inherit',
    fontSize: 'var(--text-m)',
  },
  '.cm-panel.cm-search button.cm-button': {
    minBlockSize: 'var(--control-small)',
    margin: '0',
    padding: '0 var(--s2)',
    border: 'var(--hair) solid var(--line)',
    borderRadius: 'var(--r1)',
    background: 'var(--surface)',
    color: 'var(--text)',
    font: 'inherit',
    fontSize: 'var(--text-s)',
    cursor: 'pointer',
  },
  '.cm-panel.cm-search [name=close]': {
    insetBlockStart: 'var(--s2)',
    insetInlineEnd: 'var(--s3)',
    inlineSize: 'var(--control-small)',
    blockSize: 'var(--control-small)',
    color: SOFT,
    fontSize: 'var(--text-l)',
    cursor: 'pointer',
  },
  '.cm-panel :focus-visible': { outline: 'var(--focus) solid var(--accent)', outlineOffset: '1px' },
  '.cm-searchMatch': { background: 'var(--mark)' },
  '.cm-searchMatch-selected': { background: 'var(--mark)', outline: 'var(--focus) solid var(--accent)' },
  '.cm-selectionMatch': { background: 'var(--accent-soft)' },
});
