/** How good a password is, as far as that can be told by looking at it, and good ones to use. */

/** The server takes none that is shorter. */
export const SHORTEST = 8;
const SHORT = 12;
const LONG = 16;

/** What can be said of a password. */
export interface Strength {
  /** 0: refused; 1: weak; 2: fair; 3: good. */
  level: 0 | 1 | 2 | 3;
  words: string;
}

/** What lists of stolen passwords are full of, without the digits and signs that people add. */
const COMMON = ['password', 'passwort', 'letmein', 'welcome', 'iloveyou', 'qwerty', 'qwertyuiop', 'qwertz', 'azerty', 'admin'];
const ROWS = ['abcdefghijklmnopqrstuvwxyz', '0123456789', 'qwertyuiop', 'qwertzuiop', 'asdfghjkl', 'zxcvbnm'];

/** What can be said of a password; `own` are words that strangers would try first, such as the person's name. */
export function strength(password: string, own: string[] = []): Strength | undefined {
  const { length } = [...password];
  if (length === 0) return undefined;
  if (length < SHORTEST) {
    const more = SHORTEST - length;
    return { level: 0, words: more === 1 ? 'One more character at least.' : `${more} more characters at least.` };
  }
  if (guessable(password, own)) return { level: 1, words: 'Easily guessed: programs try this among the first.' };
  if (length < SHORT) return { level: 1, words: 'Short. Three or four random words are better, and easier to type.' };
  if (length < LONG) return { level: 2, words: 'Fine, if you use it nowhere else.' };
  return { level: 3, words: 'Long, which is good. Use it nowhere else.' };
}

function guessable(password: string, own: string[]): boolean {
  const lower = password.toLowerCase();
  if (new Set(lower).size < 5) return true;
  const bare = lower.replace(/^[^a-z]+|[^a-z]+$/g, '');
  const words = [...COMMON, ...own.filter((word) => word.length > 2).map((word) => word.toLowerCase())];
  return words.includes(bare) || ROWS.some((row) => runs(lower, row));
}

/** Whether it runs along a row of the keyboard or the alphabet, either way. */
function runs(text: string, row: string): boolean {
  const along = row.repeat(Math.ceil(text.length / row.length) + 1);
  return along.includes(text) || [...along].reverse().join('').includes(text);
}

/** Letters and digits of which none looks like another one. */
const LETTERS = '23456789abcdefghjkmnpqrstuvwxyz';

/** So many random letters and digits, each worth almost 5 bits. */
export function randomLetters(length: number): string {
  const text: string[] = [];
  // Bytes that would make some letters likelier than others are thrown away.
  const usable = 256 - (256 % LETTERS.length);
  while (text.length < length) {
    for (const byte of crypto.getRandomValues(new Uint8Array(length))) {
      if (byte < usable && text.length < length) text.push(LETTERS.charAt(byte % LETTERS.length));
    }
  }
  return text.join('');
}

/** A password that nobody guesses and that can be read out: about 99 bits. */
export function randomPassword(): string {
  return Array.from({ length: 4 }, () => randomLetters(5)).join('-');
}
