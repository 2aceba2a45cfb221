import { defaultKeymap, history, historyKeymap, indentWithTab } from '@codemirror/commands';
import { bracketMatching, defineLanguageFacet, indentUnit, Language, languageDataProp } from '@codemirror/language';
import { highlightSelectionMatches, openSearchPanel, search, searchKeymap } from '@codemirror/search';
import { Annotation, Compartment, EditorState, Transaction, type Extension } from '@codemirror/state';
import { Decoration, EditorView, keymap, lineNumbers, placeholder, ViewPlugin, type DecorationSet, type ViewUpdate } from '@codemirror/view';
import { GFM, parser } from '@lezer/markdown';
import type { Edit } from '../text/edits';
import type { Surface } from '../writing/stands';
import { codeLanguage } from './languages';
import { highlighting, look } from './theme';
import { markdownKeys } from './writing';

/** What the editor tells and is told. */
export interface EditorOptions {
  text: string;
  language: string;
  /** What the text is called, for those who hear it. */
  label: string;
  /** What {@link Editor.leave} gave when the document was last shown. */
  memory?: unknown;
  onchange: () => void;
  onblur: () => void;
  onsave: () => void;
  /** The first line to be seen, from 0, with the part of it that is hidden. */
  onscroll: (line: number) => void;
}

/** An editor in the page. */
export interface Editor extends Surface {
  focus: () => void;
  find: () => void;
  describe: (language: string, label: string) => void;
  /** Shows a line at the top. */
  scrollTo: (line: number) => void;
  /** Takes the editor away; answers what to remember of it. */
  leave: () => unknown;
}

/** What an editor leaves behind: it fits only the text that it was left with. */
interface Memory {
  state: EditorState;
  scroll: number;
  /** Whom the state tells: the page that shows it now. */
  told: { options: EditorOptions };
}

const fromOutside = Annotation.define<boolean>();
const data = defineLanguageFacet({ commentTokens: { block: { open: '<!--', close: '-->' } } });
const markdown = new Language(data, parser.configure([GFM, { props: [languageDataProp.add({ Document: data })] }]), [], 'markdown');

const isMarkdown = (language: string) => /^(markdown|md)$/i.test(language);
const isProse = (language: string) => isMarkdown(language) || /^(text|plain|plaintext|email|)$/i.test(language);

/** Each line goes in its own direction, as its first letter has it. */
const directions = ViewPlugin.fromClass(
  class {
    decorations: DecorationSet;
    constructor(view: EditorView) {
      this.decorations = eachLine(view);
    }
    update({ docChanged, viewportChanged, view }: ViewUpdate) {
      if (docChanged || viewportChanged) this.decorations = eachLine(view);
    }
  },
  { decorations: (plugin) => plugin.decorations },
);

const ownDirection = Decoration.line({ attributes: { dir: 'auto' } });

function eachLine(view: EditorView): DecorationSet {
  const found = [];
  for (const { from, to } of view.visibleRanges) {
    for (let at = from; at <= to; ) {
      const line = view.state.doc.lineAt(at);
      found.push(ownDirection.range(line.from));
      at = line.to + 1;
    }
  }
  return Decoration.set(found);
}

/** What depends on the language and the title. */
function described(language: string, label: string): Extension {
  const prose = isProse(language);
  const attributes = {
    'aria-label': label,
    'aria-description': 'Escape, then Tab, leaves the text.',
    spellcheck: String(prose),
    autocorrect: prose ? 'on' : 'off',
    autocapitalize: prose ? 'sentences' : 'off',
  };
  const own = isMarkdown(language) ? [markdown, keymap.of(markdownKeys)] : (codeLanguage(language) ?? []);
  return [
    own,
    EditorView.contentAttributes.of(attributes),
    prose ? directions : [lineNumbers(), bracketMatching(), EditorView.editorAttributes.of({ class: 'code' })],
    indentUnit.of(/^(python|py|rust|rs|java|go)$/i.test(language) ? '    ' : '  '),
  ];
}

/**
 * Mounts an editor. It stands in a shadow root, where its styles are constructed sheets: in the document
 * they would be a `<style>` element, which the policy of our pages refuses.
 */
export function mount(host: HTMLElement, options: EditorOptions): Editor {
  const root = host.shadowRoot ?? host.attachShadow({ mode: 'open' });
  const memory = options.memory as Memory | undefined;
  const fits = memory?.state.doc.toString() === options.text;
  const told = fits && memory ? memory.told : { options };
  told.options = options;
  const state = fits && memory ? memory.state : EditorState.create({ doc: options.text, extensions: extensions(told) });
  const view = new EditorView({ root, parent: root, state });
  view.dispatch({ effects: description.reconfigure(described(options.language, options.label)) });
  if (fits && memory) requestAnimationFrame(() => (view.scrollDOM.scrollTop = memory.scroll));

  const topLine = () => {
    const block = view.lineBlockAtHeight(view.scrollDOM.scrollTop);
    const part = block.height ? (view.scrollDOM.scrollTop - block.top) / block.height : 0;
    return view.state.doc.lineAt(block.from).number - 1 + Math.max(0, part);
  };
  view.scrollDOM.addEventListener('scroll', () => options.onscroll(topLine()), { passive: true });

  return {
    text: () => view.state.doc.toString(),
    apply: (changes: Edit[], undoable: boolean) =>
      view.dispatch({ changes, annotations: [fromOutside.of(true), Transaction.addToHistory.of(undoable)] }),
    focus: () => view.focus(),
    find: () => void openSearchPanel(view),
    describe: (language, label) => view.dispatch({ effects: description.reconfigure(described(language, label)) }),
    scrollTo: (line) => {
      const at = view.state.doc.line(Math.min(view.state.doc.lines, Math.floor(line) + 1));
      const block = view.lineBlockAt(at.from);
      view.scrollDOM.scrollTop = block.top + block.height * (line % 1);
    },
    leave: (): Memory => {
      const left = { state: view.state, scroll: view.scrollDOM.scrollTop, told };
      view.destroy();
      return left;
    },
  };
}

const description = new Compartment();

/** How the search's buttons are called. */
const PHRASES = {
  next: 'Next',
  previous: 'Previous',
  all: 'All',
  replace: 'Replace',
  'replace all': 'Replace all',
  'match case': 'Match case',
  regexp: 'Pattern',
  'by word': 'Whole words',
  close: 'Close search',
};

function extensions(told: { options: EditorOptions }): Extension {
  return [
    description.of([]),
    history(),
    keymap.of([
      { key: 'Mod-s', run: () => (told.options.onsave(), true), preventDefault: true },
      ...searchKeymap,
      ...defaultKeymap.filter(({ key }) => key !== 'Mod-Enter'),
      ...historyKeymap,
      indentWithTab,
    ]),
    search({ top: true }),
    highlightSelectionMatches({ minSelectionLength: 3 }),
    EditorView.lineWrapping,
    EditorView.perLineTextDirection.of(true),
    EditorState.phrases.of(PHRASES),
    placeholder('Write…'),
    highlighting,
    look,
    EditorView.updateListener.of((update) => {
      const own = update.transactions.some((transaction) => transaction.docChanged && !transaction.annotation(fromOutside));
      if (own) told.options.onchange();
    }),
    EditorView.domEventHandlers({ blur: () => told.options.onblur() }),
  ];
}
