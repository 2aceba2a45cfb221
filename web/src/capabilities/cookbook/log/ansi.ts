/** What terminals colour, as text and the names of classes (ECMA-48, §8.3.117, "Select graphic rendition"). */

/** A piece of text in one style: class names of `Line.svelte`, or none. */
export interface Run {
  text: string;
  style: string;
}

const COLOURS = ['', 'red', 'green', 'yellow', 'blue', 'magenta', 'cyan', ''];

/** Control sequences, strings for the terminal such as titles, and two-character escapes; then single controls. */
// eslint-disable-next-line no-control-regex
const CONTROLS = /\x1b\[([0-?]*)[ -/]*([@-~])|\x1b[\]PX^_][^\x07\x1b]*(?:\x07|\x1b\\|$)|\x1b[ -/]*[0-~]?|[\x00-\x08\x0b-\x1a\x1c-\x1f\x7f]/g;

/** A line's text without what is meant for terminals. */
export const plain = (line: string): string => lastOf(line).replaceAll(CONTROLS, '');

/** A line in runs of one style. Its text is that of {@link plain}. */
export function runs(line: string): Run[] {
  const text = lastOf(line);
  const found: Run[] = [];
  const style = new Style();
  let from = 0;
  const take = (to: number) => {
    if (to > from) found.push({ text: text.slice(from, to), style: style.name });
  };
  for (const match of text.matchAll(CONTROLS)) {
    take(match.index);
    from = match.index + match[0].length;
    if (match[2] === 'm') style.take(match[1] ?? '');
  }
  take(text.length);
  return found;
}

/** Programs write a line over and over, such as a bar that grows: what was written last is what a terminal shows. */
function lastOf(line: string): string {
  const bare = line.replace(/\r+$/, '');
  return bare.slice(bare.lastIndexOf('\r') + 1);
}

class Style {
  #colour = '';
  #bold = false;
  #dim = false;

  get name(): string {
    return [this.#colour, this.#bold && 'bold', this.#dim && 'dim'].filter(Boolean).join(' ');
  }

  /** Takes the parameters of one sequence. */
  take(parameters: string): void {
    const codes = parameters.split(/[;:]/).map(Number);
    for (let at = 0; at < codes.length; at += 1) {
      const code = codes[at] ?? 0;
      // Colours by number or as red, green and blue may not be readable on our ground.
      if (code === 38 || code === 48) {
        at += codes[at + 1] === 5 ? 2 : 4;
        if (code === 38) this.#colour = '';
      } else this.#one(code);
    }
  }

  #one(code: number): void {
    if (code === 0) {
      this.#colour = '';
      this.#bold = this.#dim = false;
    } else if (code === 1) this.#bold = true;
    else if (code === 2) this.#dim = true;
    else if (code === 22) this.#bold = this.#dim = false;
    else if (code === 39) this.#colour = '';
    else if (code >= 30 && code <= 37) this.#colour = COLOURS[code - 30] ?? '';
    else if (code >= 90 && code <= 97) this.#colour = COLOURS[code - 90] ?? '';
  }
}

/** A piece of a line to be drawn. */
export interface Piece extends Run {
  /** Whether it is what is looked for. */
  found: boolean;
}

/** The runs of a line, cut where what is looked for begins and ends, in whatever case. */
export function pieces(line: string, sought: string): Piece[] {
  const all = runs(line);
  if (!sought) return all.map((run) => ({ ...run, found: false }));
  const marks = places(all.map(({ text }) => text).join(''), sought);
  const found: Piece[] = [];
  let at = 0;
  for (const { text, style } of all) {
    let from = 0;
    while (from < text.length) {
      const here = at + from;
      const mark = marks.find(([, to]) => to > here);
      const inside = mark !== undefined && mark[0] <= here;
      const to = Math.min(text.length, (mark ? (inside ? mark[1] : mark[0]) : Infinity) - at);
      found.push({ text: text.slice(from, to), style, found: inside });
      from = to;
    }
    at += text.length;
  }
  return found;
}

/** Where a text is within another. Letters that change their length with their case are left as they are. */
function places(text: string, sought: string): [number, number][] {
  const lower = (words: string) => (words.toLowerCase().length === words.length ? words.toLowerCase() : words);
  const [within, what] = [lower(text), lower(sought)];
  const found: [number, number][] = [];
  for (let at = within.indexOf(what); at >= 0; at = within.indexOf(what, at + what.length)) found.push([at, at + what.length]);
  return found;
}
