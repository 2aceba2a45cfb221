//! Text to tokens: words, runs of digits, and single symbols.

use std::ops::Range;

use crate::{MAX_PHRASE, Refusal};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Word,
    Number,
    Symbol,
}

/// One token and where it stood.
#[derive(Clone, Debug)]
pub(crate) struct Token {
    pub(crate) kind: Kind,
    /// Words are in lower case and without apostrophes, dashes are `-`.
    pub(crate) text: String,
    /// Bytes in the source.
    pub(crate) span: Range<usize>,
    /// Whether it touches the token before it.
    pub(crate) glued: bool,
}

/// The tokens of one phrase.
pub(crate) fn tokens(phrase: &str) -> Result<Vec<Token>, Refusal> {
    if phrase.len() > MAX_PHRASE {
        return Err(Refusal::too_long(MAX_PHRASE));
    }
    let tokens = split(phrase);
    if tokens.is_empty() {
        Err(Refusal::empty())
    } else {
        Ok(tokens)
    }
}

/// Splits any text.
pub(crate) fn split(source: &str) -> Vec<Token> {
    let mut tokens: Vec<Token> = Vec::new();
    let mut rest = source.char_indices().peekable();
    while let Some((start, first)) = rest.next() {
        if first.is_whitespace() {
            continue;
        }
        let kind = kind_of(first);
        let mut end = start + first.len_utf8();
        while let Some(&(at, next)) = rest.peek() {
            let inside = match kind {
                Kind::Word => kind_of(next) == Kind::Word || is_apostrophe(next),
                Kind::Number => kind_of(next) == Kind::Number,
                Kind::Symbol => false,
            };
            if !inside {
                break;
            }
            end = at + next.len_utf8();
            rest.next();
        }
        let glued = tokens.last().is_some_and(|last| last.span.end == start);
        tokens.push(Token {
            kind,
            text: normal(&source[start..end]),
            span: start..end,
            glued,
        });
    }
    tokens
}

fn kind_of(c: char) -> Kind {
    if c.is_ascii_digit() {
        Kind::Number
    } else if c.is_alphanumeric() {
        Kind::Word
    } else {
        Kind::Symbol
    }
}

fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '\u{2019}' | '\u{02bc}')
}

fn normal(text: &str) -> String {
    if text
        .chars()
        .all(|c| matches!(c, '\u{2010}'..='\u{2015}' | '\u{2212}'))
    {
        return "-".to_owned();
    }
    let mut chars = text.chars();
    match (chars.next(), chars.next()) {
        (Some(only), None) if is_apostrophe(only) => "'".to_owned(),
        _ => text
            .chars()
            .filter(|c| !is_apostrophe(*c))
            .flat_map(char::to_lowercase)
            .collect(),
    }
}
