import { StreamLanguage, type StreamParser } from '@codemirror/language';

/** What tells the languages of a family apart from others, for a light colouring. */
interface Family {
  line?: string[];
  block?: [string, string];
  quotes: string;
  /** Quotes whose text goes over several lines. */
  long?: string[];
  words: string;
  /** Whether tags are drawn instead: `<p class="a">`. */
  tags?: boolean;
}

const COMMON = 'if else for while do break continue return switch case default new class import export from as try catch finally throw true false null in';

const C: Family = { line: ['//'], block: ['/*', '*/'], quotes: `"'`, words: COMMON };

const FAMILIES: [names: string, family: Family][] = [
  ['javascript js jsx typescript ts tsx', { ...C, quotes: `"'`, long: ['`'], words: `${COMMON} const let var function async await yield of typeof instanceof void this super extends static get set delete undefined type interface enum implements readonly public private protected declare namespace` }],
  ['rust rs', { ...C, quotes: '"', words: `${COMMON} fn let mut pub crate mod use struct enum impl trait match loop move ref self Self super where async await dyn const static unsafe type` }],
  ['go golang', { ...C, long: ['`'], words: `${COMMON} func var const type struct interface map chan go defer select package range nil fallthrough` }],
  ['c cpp c++ csharp c# java kotlin swift php', { ...C, words: `${COMMON} int char long short float double void bool boolean byte string unsigned signed struct union enum typedef sizeof static const final public private protected abstract interface extends implements package namespace using template virtual override operator this super let var val fun func guard when is object nil echo function foreach instanceof` }],
  ['css', { block: ['/*', '*/'], quotes: `"'`, words: 'important media supports import layer container keyframes font-face and not only' }],
  ['json', { quotes: '"', words: 'true false null' }],
  ['python py', { line: ['#'], quotes: `"'`, long: ['"""', "'''"], words: 'if elif else for while break continue return def class import from as try except finally raise with lambda pass yield async await global nonlocal assert del in is not and or None True False self match case' }],
  ['bash sh shell', { line: ['#'], quotes: `"'`, words: 'if then elif else fi for while until do done case esac function in return exit local export set unset shift trap source echo cd' }],
  ['ruby', { line: ['#'], quotes: `"'`, words: 'def end class module if elsif else unless while until for in do return yield begin rescue ensure raise require include attr_accessor true false nil self and or not then case when' }],
  ['yaml yml toml', { line: ['#'], quotes: `"'`, words: 'true false null yes no' }],
  ['r', { line: ['#'], quotes: `"'`, words: 'if else for while repeat function return next break TRUE FALSE NULL NA library in' }],
  ['sql', { line: ['--'], block: ['/*', '*/'], quotes: `"'`, words: 'select from where and or not in is null insert into values update set delete create table index view drop alter add column primary key foreign references join left right inner outer on group by order having limit offset as distinct union all case when then else end with exists between like begin commit rollback default constraint unique' }],
  ['lua', { line: ['--'], block: ['--[[', ']]'], quotes: `"'`, words: 'and break do else elseif end false for function goto if in local nil not or repeat return then true until while' }],
  ['latex tex', { line: ['%'], quotes: '', words: '' }],
  ['html xml svg', { block: ['<!--', '-->'], quotes: `"'`, words: '', tags: true }],
  ['email eml', { quotes: '', words: '' }],
];

/** The colouring of a language; nothing for plain text and what is not known. */
export function codeLanguage(name: string): StreamLanguage<unknown> | undefined {
  const lower = name.toLowerCase();
  const found = FAMILIES.find(([names]) => names.split(' ').includes(lower));
  return found && StreamLanguage.define(parser(lower, found[1]));
}

/** What ends the string or comment that the line is in. */
interface State {
  until: string;
  as: 'comment' | 'string';
  inTag: boolean;
}

function parser(name: string, { line = [], block, quotes, long = [], words, tags }: Family): StreamParser<State> {
  const sql = name === 'sql';
  const known = new Set(words.split(' '));
  const upTo = (stream: { match: (text: string) => unknown; next: () => unknown; eol: () => boolean }, state: State) => {
    while (!stream.eol()) {
      if (stream.match(state.until)) {
        state.until = '';
        break;
      }
      stream.next();
    }
    return state.as;
  };
  return {
    name,
    startState: () => ({ until: '', as: 'comment', inTag: false }),
    token(stream, state) {
      if (state.until) return upTo(stream, state);
      if (stream.eatSpace()) return null;
      if (block && stream.match(block[0])) {
        [state.until, state.as] = [block[1], 'comment'];
        return upTo(stream, state);
      }
      if (line.some((sign) => stream.match(sign, false)) && (line[0] !== '#' || stream.sol() || /\s/.test(stream.string[stream.pos - 1] ?? ' '))) {
        stream.skipToEnd();
        return 'comment';
      }
      if (tags) {
        if (stream.match(/^<[/?!]?[\w:-]*/)) {
          state.inTag = true;
          return 'keyword';
        }
        if (state.inTag && stream.match(/^[/?]?>/)) {
          state.inTag = false;
          return 'keyword';
        }
        if (!state.inTag) return stream.match(/^[^<]+/) ? null : (stream.next(), null);
        if (stream.match(/^[\w:-]+/)) return 'propertyName';
      }
      const open = long.find((sign) => stream.match(sign));
      if (open) {
        [state.until, state.as] = [open, 'string'];
        return upTo(stream, state);
      }
      const quote = stream.peek() ?? '';
      if (quote && quotes.includes(quote) && stream.match(quote === '"' ? /^"(?:[^"\\]|\\.)*"?/ : /^'(?:[^'\\]|\\.)*'?/)) return 'string';
      if (name.startsWith('y') || name === 'toml' || name === 'email' || name === 'eml') {
        if (stream.match(/^[\w.-]+(?=\s*[:=])/)) return 'propertyName';
      }
      if (stream.match(/^\\[a-zA-Z]+/)) return 'keyword';
      if (stream.match(/^(?:0[xb][\da-fA-F_]+|\d[\d_]*(?:\.\d+)?(?:[eE][+-]?\d+)?)/)) return 'number';
      const word = stream.match(/^[\p{L}_$][\p{L}\p{N}_$]*/u);
      if (Array.isArray(word)) return known.has(sql ? word[0].toLowerCase() : word[0]) ? 'keyword' : null;
      stream.next();
      return null;
    },
    languageData: { commentTokens: { line: line[0], block: block && { open: block[0], close: block[1] } } },
  };
}
