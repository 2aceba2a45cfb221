//! Text as the search index sees it, made in Rust so that both databases agree.

use std::ops::Range;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// A query's words beyond this many are ignored: FTS5 and PostgreSQL both bound an expression.
const MAX_WORDS: usize = 32;

/// What is longer is no word, and PostgreSQL refuses lexemes beyond 2,046 bytes.
const MAX_TOKEN_BYTES: usize = 128;

/// Lower case without accents: `Crème Brûlée` becomes `creme brulee`, `Straße` `strasse`.
///
/// Only the accents of Latin, Greek and Cyrillic go (U+0300 to U+036F); the vowel signs of other
/// scripts are letters to their readers. Compatibility forms (ligatures, full width) are resolved.
pub fn fold(text: &str) -> String {
    let bare = text.nfkd().filter(|c| !('\u{300}'..='\u{36f}').contains(c));
    let mut folded = String::with_capacity(text.len());
    for c in bare.flat_map(char::to_lowercase) {
        match c {
            // Letters that Unicode does not decompose.
            'ß' => folded.push_str("ss"),
            'æ' => folded.push_str("ae"),
            'œ' => folded.push_str("oe"),
            'ø' => folded.push('o'),
            'đ' | 'ð' => folded.push('d'),
            'ł' => folded.push('l'),
            'ı' => folded.push('i'),
            'ς' => folded.push('σ'),
            other => folded.push(other),
        }
    }
    folded.nfc().collect()
}

/// What a query asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Query {
    /// Each is the run of tokens that must follow one another (`foo-bar` is two).
    pub(crate) words: Vec<Vec<String>>,
    /// Whether the last word may go on.
    pub(crate) beginning: bool,
}

impl Query {
    /// Reads what a person typed. Words that say nothing beside the others are left out: the databases
    /// would look for them all the same, and for a beginning that another word has at great length.
    pub(crate) fn of(text: &str) -> Self {
        let mut words: Vec<Vec<String>> = Vec::new();
        let typed = text.split_whitespace().map(tokens);
        for word in typed.filter(|word| !word.is_empty()).take(MAX_WORDS) {
            // The last one of several is kept, since it may be a beginning.
            words.retain(|known| *known != word);
            words.push(word);
        }
        // Half of all words begin with some letter or other: one alone is a word, not a beginning.
        let last = words.last().and_then(|word| word.last());
        let beginning = last.is_some_and(|token| token.chars().nth(1).is_some());
        let Some((last, others)) = words.split_last().filter(|_| beginning) else {
            return Self { words, beginning };
        };
        let implied = |word: &Vec<String>| match (word.as_slice(), last.as_slice()) {
            ([word], [last]) => word.starts_with(last.as_str()),
            _ => false,
        };
        if others.iter().any(implied) {
            words.pop();
            return Self {
                words,
                beginning: false,
            };
        }
        Self { words, beginning }
    }
}

/// The folded runs of letters and digits. In scripts written without spaces every character is a
/// token, so that a word is found inside a sentence.
pub(crate) fn tokens(text: &str) -> Vec<String> {
    let mut tokens = Vec::new();
    each_token(text, |token| tokens.push(token.to_owned()));
    tokens
}

/// Hands over the same, one after the other.
pub(crate) fn each_token(text: &str, mut found: impl FnMut(&str)) {
    let mut run = String::new();
    // No token has white space in it, and folding joins nothing across it. Most pieces are ASCII, whatever
    // the language, and need not be folded by the book.
    for piece in text.split_ascii_whitespace() {
        if piece.is_ascii() {
            ascii_runs(piece, &mut run, &mut found);
        } else {
            runs(fold(piece).chars(), &mut run, &mut found);
        }
    }
}

fn ascii_runs(piece: &str, lower: &mut String, found: &mut impl FnMut(&str)) {
    for run in piece.split(|c: char| !c.is_ascii_alphanumeric()) {
        let run = run.get(..MAX_TOKEN_BYTES).unwrap_or(run);
        if run.bytes().any(|byte| byte.is_ascii_uppercase()) {
            lower.clear();
            lower.push_str(run);
            lower.make_ascii_lowercase();
            found(lower);
        } else if !run.is_empty() {
            found(run);
        }
    }
    lower.clear();
}

fn runs(chars: impl Iterator<Item = char>, run: &mut String, found: &mut impl FnMut(&str)) {
    for c in chars {
        let unspaced = is_unspaced(c);
        if (unspaced || !c.is_alphanumeric()) && !run.is_empty() {
            found(run);
            run.clear();
        }
        if unspaced {
            found(c.encode_utf8(&mut [0; 4]));
        } else if c.is_alphanumeric() && run.len() < MAX_TOKEN_BYTES {
            run.push(c);
        }
    }
    if !run.is_empty() {
        found(run);
        run.clear();
    }
}

/// The tokens of a text, each with the bytes that it was made of. What folding turns around so that it
/// cannot be told (a ligature beside a sign) is the whole piece between white space.
pub(crate) fn located_tokens(text: &str) -> Vec<(String, Range<usize>)> {
    let mut found = Vec::new();
    let mut from = 0;
    while from < text.len() {
        let rest = text.get(from..).unwrap_or_default();
        let length = rest
            .find(|c: char| c.is_ascii_whitespace())
            .unwrap_or(rest.len());
        let piece = rest.get(..length).unwrap_or_default();
        if !piece.is_empty() {
            let whole = tokens(piece);
            let parts = located_parts(piece);
            if parts.iter().map(|(token, _)| token).eq(&whole) {
                let moved =
                    |(token, at): (String, Range<usize>)| (token, from + at.start..from + at.end);
                found.extend(parts.into_iter().map(moved));
            } else {
                found.extend(whole.into_iter().map(|token| (token, from..from + length)));
            }
        }
        from += length + 1;
    }
    found
}

/// The tokens of each run of letters and digits of its own.
fn located_parts(piece: &str) -> Vec<(String, Range<usize>)> {
    let mut parts = Vec::new();
    let mut start = None;
    let mut end_run = |start: &mut Option<usize>, end: usize| {
        if let Some(start) = start.take() {
            let run = piece.get(start..end).unwrap_or_default();
            parts.extend(tokens(run).into_iter().map(|token| (token, start..end)));
        }
    };
    for (at, c) in piece.char_indices() {
        if is_combining_mark(c) {
            continue;
        }
        if is_unspaced(c) || !c.is_alphanumeric() {
            end_run(&mut start, at);
        }
        if c.is_alphanumeric() {
            start.get_or_insert(at);
        }
        if is_unspaced(c) {
            // The marks after it are its own.
            let marks = piece.get(at + c.len_utf8()..).unwrap_or_default();
            let length: usize = marks
                .chars()
                .take_while(|c| is_combining_mark(*c))
                .map(char::len_utf8)
                .sum();
            end_run(&mut start, at + c.len_utf8() + length);
        }
    }
    end_run(&mut start, piece.len());
    parts
}

/// Hiragana, Katakana and Han.
fn is_unspaced(c: char) -> bool {
    matches!(c, '\u{3041}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{20000}'..='\u{323af}')
        && c.is_alphanumeric()
}
