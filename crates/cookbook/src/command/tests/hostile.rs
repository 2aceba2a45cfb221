//! Commands made to break out, from a seed.

use super::{accepted, refused};

/// What breaks out of shells, quotes, scripts and terminals; `canary` would be a file in the current directory.
const FRAGMENTS: &[&str] = &[
    ";",
    "; ",
    "&",
    "&&",
    " && ",
    "|",
    "||",
    " | ",
    "<",
    ">",
    ">>",
    "<<",
    "<<EOF\n",
    "<(",
    ">(",
    "\n",
    "\r",
    "\r\n",
    "\\\n",
    "\\",
    "'",
    "\"",
    "''",
    "\"\"",
    "`",
    "$(",
    "${",
    "$",
    "$'",
    "$\"",
    ")",
    "(",
    "}",
    "{",
    "#",
    " #",
    "!",
    "!!",
    "~",
    "~/",
    "~root",
    "*",
    "?",
    "[",
    "]",
    "=",
    "==",
    "-",
    "--",
    "-c",
    " -c ",
    " -e ",
    " -m ",
    "\t",
    " ",
    "\u{a0}",
    "\u{202e}",
    "\u{200b}",
    "\u{2028}",
    "\0",
    "\u{1b}[2J",
    "\u{7f}",
    "ß",
    "日本",
    "\u{1f600}",
    "%s",
    "%n",
    "\\0",
    "\\x3b",
    "\\073",
    "$IFS",
    "${IFS}",
    "$0",
    "$@",
    "touch canary",
    "`touch canary`",
    "$(touch canary)",
    "; touch canary #",
    "\ntouch canary\n",
    "| touch canary",
    "& touch canary &",
    "&& touch canary",
    ">canary",
    "> canary",
    "2>canary",
    "<>canary",
    "';touch canary;'",
    "\";touch canary;\"",
    "'\"`touch canary`\"'",
    "\\`touch canary\\`",
    "'$(touch canary)'",
    "\"$(touch canary)\"",
    "'\n'",
    "' && touch canary && '",
    "\\';touch canary;\\'",
    "$'\\n'touch canary",
    "(touch canary)",
    "{ touch canary; }",
    "}\ntouch canary\n{",
    "\n}\ntouch canary\n",
    "EOF\ntouch canary\n",
    "eval touch canary",
    "exec touch canary",
    "sh -c 'touch canary'",
    "bash -c \"touch canary\"",
    "LD_PRELOAD=/x.so ",
    "PATH=. ",
    "IFS=x ",
    "HF_HOME=x ",
    "BASH_ENV=x ",
    "MODEL_FILE=$(touch canary) ",
    " --port 1",
    " --port=x",
    " '; touch canary'",
    " \"a b\"",
    " ';|&<>'",
    " \"'\"",
    " '\"'",
    " \\;",
    " \\&\\&",
    " '#'",
    " a\\ b",
    " '{\"a\": [1, \"b\"]}'",
];

/// A generator of commands from a seed, which tells all: its numbers are those of SplitMix64 (Steele, Lea, Flood, 2014).
pub(super) struct Dice {
    state: u64,
    real: Vec<&'static str>,
    refused: Vec<&'static str>,
}

impl Dice {
    pub(super) fn new(seed: u64) -> Self {
        Self {
            state: seed,
            real: accepted::texts().collect(),
            refused: refused::texts().collect(),
        }
    }

    fn next(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.state ^ (self.state >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    fn below(&mut self, end: usize) -> usize {
        usize::try_from(self.next() % u64::try_from(end.max(1)).unwrap()).unwrap()
    }

    fn fragment(&mut self) -> &'static str {
        FRAGMENTS[self.below(FRAGMENTS.len())]
    }

    /// Somewhere between two characters.
    fn place(&mut self, text: &str) -> usize {
        let at = self.below(text.len() + 1);
        (0..=at)
            .rev()
            .find(|at| text.is_char_boundary(*at))
            .unwrap()
    }

    /// A real command or a refused one, changed in a few places; or a real one with words that were quoted well.
    pub(super) fn command(&mut self) -> String {
        let at = self.below(self.real.len() * self.refused.len());
        let mut text = match self.below(8) {
            0 => self.refused[at % self.refused.len()].to_owned(),
            _ => self.real[at % self.real.len()].to_owned(),
        };
        if self.below(2) == 0 {
            for _ in 0..=self.below(4) {
                let word = self.hostile_word();
                text = format!("{} {word}", text.trim_end());
            }
            return text;
        }
        for _ in 0..=self.below(4) {
            let (from, to) = (self.place(&text), self.place(&text));
            let (from, to) = (from.min(to), from.max(to));
            match self.below(6) {
                0 if to - from < 8 => text.replace_range(from..to, ""),
                1 => {
                    let again = text[from..to].to_owned();
                    text.insert_str(to, &again);
                }
                2 => text.push_str(self.fragment()),
                _ => text.insert_str(from, self.fragment()),
            }
        }
        text
    }

    fn hostile_word(&mut self) -> String {
        let mut word: String = (0..=self.below(3)).map(|_| self.fragment()).collect();
        if self.below(4) != 0 {
            // What would be refused even in quotes.
            word.retain(|c| !c.is_control() && !"$`\u{202e}\u{200b}\u{2028}".contains(c));
        }
        match self.below(3) {
            0 => format!("'{}'", word.replace('\'', r"'\''")),
            1 => {
                let escaped = word.replace('\\', r"\\").replace('"', "\\\"");
                format!("\"{}\"", escaped.replace('$', "\\$").replace('`', "\\`"))
            }
            _ => word.chars().flat_map(|c| ['\\', c]).collect(),
        }
    }
}
