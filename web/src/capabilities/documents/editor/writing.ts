import { syntaxTree } from '@codemirror/language';
import { EditorSelection, type EditorState, type Line, type StateCommand } from '@codemirror/state';
import type { KeyBinding } from '@codemirror/view';

/** The beginning of a line in a list or a quotation. */
const MARK = /^(\s*)(?:([-*+])|(\d{1,9})([.)])|(>))(\s+)(?:\[[ xX]\](\s+))?/;

function inCode(state: EditorState, at: number): boolean {
  for (let node = syntaxTree(state).resolveInner(at, -1); node.parent; node = node.parent) {
    if (/^(FencedCode|CodeBlock)$/.test(node.name)) return true;
  }
  return false;
}

/** Enter goes on with a list or a quotation; on an empty entry it ends it. */
const continueList: StateCommand = ({ state, dispatch }) => {
  const { main } = state.selection;
  const line = state.doc.lineAt(main.head);
  const found = MARK.exec(line.text);
  if (!main.empty || state.selection.ranges.length > 1 || !found || inCode(state, main.head)) return false;
  const [mark, indent = '', bullet, number, sign, quote, space = ' ', task] = found;
  if (main.head < line.from + mark.length) return false;
  if (!line.text.slice(mark.length).trim()) {
    dispatch(state.update({ changes: { from: line.from, to: line.to }, userEvent: 'delete' }));
    return true;
  }
  const next = bullet ?? quote ?? `${Number(number) + 1}${sign}`;
  const insert = `${state.lineBreak}${indent}${next}${space}${task ? `[ ]${task}` : ''}`;
  dispatch(state.update(state.replaceSelection(insert), { scrollIntoView: true, userEvent: 'input' }));
  return true;
};

/** Puts signs around what is marked, or takes them away; without a selection the cursor goes between them. */
function wrap(sign: string): StateCommand {
  return ({ state, dispatch }) => {
    const spec = state.changeByRange((range) => {
      const { from, to } = range;
      const length = sign.length;
      const around = state.sliceDoc(from - length, from) === sign && state.sliceDoc(to, to + length) === sign;
      if (around) {
        return {
          changes: [
            { from: from - length, to: from },
            { from: to, to: to + length },
          ],
          range: EditorSelection.range(from - length, to - length),
        };
      }
      return {
        changes: [
          { from, insert: sign },
          { from: to, insert: sign },
        ],
        range: EditorSelection.range(from + length, to + length),
      };
    });
    dispatch(state.update(spec, { scrollIntoView: true, userEvent: 'input' }));
    return true;
  };
}

/** Makes a link of what is marked, and marks the place of its address. Without a selection the key means something else. */
const link: StateCommand = ({ state, dispatch }) => {
  const { from, to, empty } = state.selection.main;
  if (empty) return false;
  const text = state.sliceDoc(from, to);
  const isAddress = /^https?:\/\/\S+$/.test(text);
  const insert = isAddress ? `[](${text})` : `[${text}]()`;
  const cursor = isAddress ? from + 1 : from + insert.length - 1;
  dispatch(state.update({ changes: { from, to, insert }, selection: { anchor: cursor }, scrollIntoView: true, userEvent: 'input' }));
  return true;
};

/** A line as a task: done becomes open, open done, and what is none becomes one. */
function toggled(line: Line): { from: number; to: number; insert: string } {
  const task = /^(\s*(?:[-*+]|\d+[.)])\s+\[)([ xX])\]/.exec(line.text);
  if (task) {
    const from = line.from + (task[1]?.length ?? 0);
    return { from, to: from + 1, insert: task[2] === ' ' ? 'x' : ' ' };
  }
  const item = /^\s*(?:[-*+]|\d+[.)])\s+/.exec(line.text);
  const indent = /^\s*/.exec(line.text)?.[0] ?? '';
  const from = line.from + (item ?? [indent])[0].length;
  return { from, to: from, insert: item ? '[ ] ' : '- [ ] ' };
}

/** Toggles the tasks in the marked lines. */
const toggleTasks: StateCommand = ({ state, dispatch }) => {
  const { from, to } = state.selection.main;
  const changes = [];
  for (let at = from; at <= to; ) {
    const line = state.doc.lineAt(at);
    changes.push(toggled(line));
    at = line.to + 1;
  }
  dispatch(state.update({ changes, userEvent: 'input' }));
  return true;
};

/** The keys of Markdown. */
export const markdownKeys: KeyBinding[] = [
  { key: 'Enter', run: continueList },
  { key: 'Mod-b', run: wrap('**'), preventDefault: true },
  { key: 'Mod-i', run: wrap('*'), preventDefault: true },
  { key: 'Mod-k', run: link },
  { key: 'Mod-Enter', run: toggleTasks },
];
