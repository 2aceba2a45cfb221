//! Text to words and back, by the rules of POSIX shells (XCU 2.2, 2.3), as far as they are about quoting.

use std::iter::Peekable;
use std::str::Chars;

use operation::{Error, Result};

use super::instead;

/// So long may a command be, in bytes.
pub(super) const LONGEST: usize = 8 * 1024;
/// So many words may it have.
const MOST_WORDS: usize = 256;

/// The words of a command.
pub(super) fn split(text: &str) -> Result<Vec<String>> {
    check_length(text)?;
    if text.trim_start().starts_with("MODEL_FILE=") {
        return Err(
            Error::bad_input("A command cannot look for its model file by itself.")
                .hint("Give the path of the GGUF file: `llama-server -m /models/name.gguf`."),
        );
    }
    let mut reader = Reader {
        rest: text
            .trim_matches([' ', '\t', '\r', '\n'])
            .chars()
            .peekable(),
        words: Vec::new(),
        word: None,
    };
    reader.read()?;
    let words = reader.words;
    match words.len() {
        0 => Err(Error::bad_input("The command is empty.")
            .hint("Write what starts the server, such as `vllm serve Qwen/Qwen3-8B --port 8000`.")),
        number if number > MOST_WORDS => Err(Error::bad_input(format!(
            "A command has at most {MOST_WORDS} words, and this has {number}."
        ))),
        _ => Ok(words),
    }
}

/// Refuses text that is too long.
pub(super) fn check_length(text: &str) -> Result<()> {
    if text.len() > LONGEST {
        return Err(Error::bad_input(format!(
            "A command has at most {LONGEST} bytes, and this has {}.",
            text.len()
        ))
        .hint("Put long arguments into a configuration file on that machine, and give its path."));
    }
    Ok(())
}

/// The word, quoted where a shell would read more into it.
pub(super) fn quoted(word: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "_-./:,@%+=".contains(c);
    // A `~` is replaced only before a `/`, and would be so in quotes as well.
    let rest = match word.strip_prefix("~/") {
        Some(rest) => rest,
        None => word,
    };
    if !word.is_empty() && rest.chars().all(plain) {
        word.to_owned()
    } else if !word.contains('\'') {
        format!("'{word}'")
    } else if !word.contains(['"', '$', '`', '\\']) {
        format!("\"{word}\"")
    } else {
        format!("'{}'", word.replace('\'', r"'\''"))
    }
}

struct Reader<'a> {
    rest: Peekable<Chars<'a>>,
    words: Vec<String>,
    /// The word that is being read; empty quotes make one, too.
    word: Option<String>,
}

impl Reader<'_> {
    fn read(&mut self) -> Result<()> {
        while let Some(c) = self.rest.next() {
            match c {
                ' ' | '\t' => self.end_word()?,
                '\\' => self.escaped()?,
                '\'' => self.in_single_quotes()?,
                '"' => self.in_double_quotes()?,
                '$' => {
                    let name = self.name();
                    return Err(self.expansion(&name));
                }
                '`' => return Err(self.expansion("")),
                ';' | '|' | '&' | '<' | '>' => return Err(self.operator(c)),
                '#' if self.word.is_none() => {
                    return Err(Error::bad_input("A command cannot have a comment.").hint(
                        "Leave out what follows the `#`, or put it in quotes if it is an argument.",
                    ));
                }
                '~' if self.word.is_none() && self.rest.peek() != Some(&'/') => {
                    return Err(Error::bad_input("`~` stands for the home directory only before a `/`.")
                        .hint("Write `~/name` for what is in it, and the path of another home directory out."));
                }
                c => {
                    lookalike(c, self.word.is_none())?;
                    self.push(c)?;
                }
            }
        }
        self.end_word()
    }

    fn push(&mut self, c: char) -> Result<()> {
        readable(c)?;
        self.word.get_or_insert_default().push(c);
        Ok(())
    }

    fn end_word(&mut self) -> Result<()> {
        let Some(word) = self.word.take() else {
            return Ok(());
        };
        // Harmless in quotes, but nothing that is served needs them, and whoever reads the command later should not have to
        // wonder.
        if word.contains('`') || word.contains("$(") || word.contains("${") {
            return Err(self.expansion(""));
        }
        self.words.push(word);
        Ok(())
    }

    fn escaped(&mut self) -> Result<()> {
        match self.rest.next() {
            Some('\n') => Ok(()),
            Some('\r') if self.rest.peek() == Some(&'\n') => {
                self.rest.next();
                Ok(())
            }
            Some(c) => self.push(c),
            None => Err(Error::bad_input("The command ends with a backslash.").hint(
                "A backslash at the end of a line joins it with the next one; there is none.",
            )),
        }
    }

    fn in_single_quotes(&mut self) -> Result<()> {
        self.word.get_or_insert_default();
        loop {
            match self.rest.next() {
                Some('\'') => return Ok(()),
                Some(c) => self.push(c)?,
                None => return Err(unbalanced('\'')),
            }
        }
    }

    fn in_double_quotes(&mut self) -> Result<()> {
        self.word.get_or_insert_default();
        loop {
            match self.rest.next() {
                Some('"') => return Ok(()),
                Some('\\') => match self.rest.peek() {
                    Some('$' | '`' | '"' | '\\' | '\r' | '\n') => self.escaped()?,
                    _ => self.push('\\')?,
                },
                Some('`') => return Err(self.expansion("")),
                // A `$` that starts no parameter is a plain character (XCU 2.6).
                Some('$')
                    if self.rest.peek().is_some_and(|next| {
                        next.is_ascii_alphanumeric() || "_{(@*#?-$!".contains(*next)
                    }) =>
                {
                    let name = self.name();
                    return Err(self.expansion(&name));
                }
                Some(c) => self.push(c)?,
                None => return Err(unbalanced('"')),
            }
        }
    }

    /// The program so far: the first word that sets no variable.
    fn program(&self) -> Option<&str> {
        let mut words = self.words.iter().chain(&self.word);
        words
            .find(|word| super::variables::assignment(word).is_none())
            .map(String::as_str)
    }

    fn operator(&mut self, c: char) -> Error {
        let doubled = self.rest.peek() == Some(&c) && "|&<>".contains(c);
        let operator = if doubled {
            format!("{c}{c}")
        } else {
            c.to_string()
        };
        let installs = self.words.iter().any(|word| word == "install");
        let hint = match (c, doubled) {
            _ if instead::of(self.program()).is_some() => {
                instead::of(self.program()).unwrap_or_default()
            }
            ('<' | '>', false) if installs => {
                "Put a package with a version in quotes: `pip install 'kernels<0.15'`."
            }
            ('>' | '|', false) | ('>', true) => {
                "Leave it out: the output is kept in a log anyway. If it belongs to an argument, put that in quotes."
            }
            ('&', false) => "Leave it out: the command runs in a session of its own anyway.",
            ('<', _) => {
                "Give the file's path as an argument. If it belongs to an argument, put that in quotes."
            }
            _ => "Give one command, and start others by calls of their own.",
        };
        Error::bad_input(format!(
            "No shell runs the command, so `{operator}` cannot be used in it."
        ))
        .hint(hint)
    }

    /// The name behind a `$`.
    fn name(&mut self) -> String {
        let part = |c: &char| c.is_ascii_alphanumeric() || *c == '_';
        std::iter::from_fn(|| self.rest.next_if(part)).collect()
    }

    fn expansion(&self, name: &str) -> Error {
        if let Some(hint) = instead::of(self.program()) {
            return Error::bad_input("No shell runs the command, so nothing in it is replaced.")
                .hint(hint);
        }
        match name {
            "" => Error::bad_input(
                "No shell runs the command, so backticks, `$(…)` and `${…}` cannot be used, not even in quotes.",
            )
            .hint("Write out what they stand for."),
            "HOME" => Error::bad_input("No shell runs the command, so `$HOME` is not replaced.")
                .hint("Write `~/` at the start of a word for the home directory."),
            name => Error::bad_input(format!(
                "No shell runs the command, so variables such as `${name}` are not replaced."
            ))
            .hint("Write out what it stands for; a `$` that is meant belongs in single quotes."),
        }
    }
}

fn unbalanced(quote: char) -> Error {
    Error::bad_input(format!("A quote ({quote}) is opened and not closed."))
        .hint("Close it, or write a backslash before it if it is meant as a character.")
}

/// Refuses what nobody can see in a command, in quotes or not.
fn readable(c: char) -> Result<()> {
    let hidden = matches!(c,
        '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}');
    match c {
        '\n' | '\r' => Err(Error::bad_input("A command is one line.")
            .hint("End each line but the last with a backslash and nothing after it, or write it as one line.")),
        c if c.is_control() || hidden => Err(Error::bad_input(format!(
            "The command contains an invisible character (U+{:04X}).",
            u32::from(c)
        ))
        .hint("Leave it out; text copied from a page may contain such characters.")),
        _ => Ok(()),
    }
}

/// Refuses what word processors and pages put in place of hyphens, quotes and spaces.
fn lookalike(c: char, first: bool) -> Result<()> {
    let instead = match c {
        '\u{2013}' | '\u{2014}' | '\u{2212}' if first => "two hyphens, as in `--port`",
        '\u{2018}' | '\u{2019}' => "a straight quote (')",
        '\u{201c}' | '\u{201d}' => "a straight quote (\")",
        c if c.is_whitespace() && !c.is_control() => "a plain space",
        _ => return Ok(()),
    };
    Err(Error::bad_input(format!(
        "`{c}` (U+{:04X}) looks like something else.",
        u32::from(c)
    ))
    .hint(format!("Write {instead}.")))
}
