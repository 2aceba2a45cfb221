//! Terminal output as plain text.
//!
//! Programs write for a terminal: colours, cursor movements (ECMA-48), progress bars that overwrite themselves. A
//! [`Cleaner`] gives what a person would read in the end. What it gives is never longer than what it got, and
//! cleaning it again changes nothing.

use std::borrow::Cow;
use std::collections::VecDeque;

use super::progress;

/// How much of a line is kept, in bytes. Longer ones end in `…`.
const LONGEST_LINE: usize = 64 * 1024;
/// How many things that progress at once are told apart.
const TOLD_APART: usize = 64;
const CUT: char = '…';

/// The whole text, cleaned.
pub(crate) fn clean(text: &str) -> String {
    let mut cleaner = Cleaner::default();
    let mut clean = cleaner.push(text);
    clean.push_str(&cleaner.finish());
    clean
}

/// One line without escape sequences and as it looked last. Progress is not thinned out.
pub(crate) fn line(line: &str) -> Cow<'_, str> {
    if !line.chars().any(char::is_control) {
        return Cow::Borrowed(line);
    }
    let mut cleaner = Cleaner::default();
    for c in line.chars() {
        cleaner.take(c);
    }
    Cow::Owned(cleaner.line())
}

/// Cleans a text that comes in pieces. Its memory is bounded, its time linear.
#[derive(Debug, Default)]
pub(crate) struct Cleaner {
    line: String,
    cut: bool,
    /// A carriage return came; whatever is printed next overwrites the line.
    returned: bool,
    inside: Inside,
    /// The last shown tenth of what progresses, oldest first. Only shown lines change it, so that a second cleaning,
    /// which sees only those, decides alike.
    shown: VecDeque<(String, u8)>,
}

/// Where in an escape sequence the text is (ECMA-48 5.3–5.6).
#[derive(Debug, Default, Clone, Copy)]
enum Inside {
    #[default]
    Text,
    Escape,
    /// A character set's name follows.
    Charset,
    /// A control sequence; the first byte of its parameters tells what erases the whole line.
    Control {
        first: Option<char>,
    },
    /// A title, a link or another string for the terminal.
    TerminalText,
}

impl Cleaner {
    /// Takes the next piece, and gives the lines that are complete by it.
    pub(crate) fn push(&mut self, text: &str) -> String {
        let mut clean = String::new();
        for c in text.chars() {
            if c == '\n' {
                self.inside = Inside::Text;
                let line = self.line();
                if self.shows(&line) {
                    clean.push_str(&line);
                    clean.push('\n');
                }
            } else {
                self.take(c);
            }
        }
        clean
    }

    /// What is left: the line that has not ended.
    pub(crate) fn finish(mut self) -> String {
        self.line()
    }

    fn take(&mut self, c: char) {
        self.inside = match (self.inside, c) {
            (_, '\x1b') => Inside::Escape,
            (Inside::Text, _) => self.text(c),
            (Inside::Escape, '[') => Inside::Control { first: None },
            (Inside::Escape, ']' | 'P' | 'X' | '^' | '_') => Inside::TerminalText,
            (Inside::Escape, ' '..='/') => Inside::Charset,
            (Inside::Escape | Inside::Charset, '0'..='~') => Inside::Text,
            (Inside::Charset, ' '..='/') => Inside::Charset,
            (Inside::Control { first }, ' '..='?') => Inside::Control {
                first: first.or(Some(c)),
            },
            (Inside::Control { first }, '@'..='~') => self.control(first, c),
            (Inside::TerminalText, '\x07' | '\u{9c}') => Inside::Text,
            (Inside::TerminalText, _) => Inside::TerminalText,
            // Not a sequence after all.
            (Inside::Escape | Inside::Charset | Inside::Control { .. }, _) => self.text(c),
        };
    }

    fn text(&mut self, c: char) -> Inside {
        match c {
            '\r' => self.returned = true,
            '\x08' => {
                self.line.pop();
            }
            '\u{9b}' => return Inside::Control { first: None },
            '\u{90}' | '\u{98}' | '\u{9d}'..='\u{9f}' => return Inside::TerminalText,
            c if c.is_control() && c != '\t' => {}
            c => {
                if self.returned {
                    self.erase();
                }
                if self.line.len() + c.len_utf8() > LONGEST_LINE {
                    self.cut = true;
                } else if !self.cut {
                    self.line.push(c);
                }
            }
        }
        Inside::Text
    }

    /// Erasing the line and going to its first column matter; colours and the rest do not.
    fn control(&mut self, first: Option<char>, last: char) -> Inside {
        match (first, last) {
            (Some('1' | '2'), 'K') => self.erase(),
            (None | Some('1'), 'G') => self.returned = true,
            _ => {}
        }
        Inside::Text
    }

    fn erase(&mut self) {
        self.line.clear();
        self.cut = false;
        self.returned = false;
    }

    fn line(&mut self) -> String {
        if self.cut {
            while self.line.len() + CUT.len_utf8() > LONGEST_LINE {
                self.line.pop();
            }
            self.line.push(CUT);
        }
        self.cut = false;
        self.returned = false;
        std::mem::take(&mut self.line)
    }

    /// Whether the line is no progress, or the first one of its tenth.
    fn shows(&mut self, line: &str) -> bool {
        let Some(progress) = progress::read(line) else {
            return true;
        };
        let tenth = progress.percent / 10;
        let known = self
            .shown
            .iter_mut()
            .find(|(label, _)| label == progress.label);
        match known {
            Some((_, last)) if *last == tenth => return false,
            Some((_, last)) => *last = tenth,
            None => {
                if self.shown.len() == TOLD_APART {
                    self.shown.pop_front();
                }
                self.shown.push_back((progress.label.to_owned(), tenth));
            }
        }
        true
    }
}

#[cfg(test)]
mod tests;
