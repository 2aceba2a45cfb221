//! Text as the search index sees it, made in Rust so that both databases agree.

use unicode_normalization::UnicodeNormalization;

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

/// The words of a query; each is the run of tokens that must follow one another (`foo-bar` is two).
pub(crate) fn query_words(query: &str) -> Vec<Vec<String>> {
    query
        .split_whitespace()
        .map(tokens)
        .filter(|word| !word.is_empty())
        .take(MAX_WORDS)
        .collect()
}

/// The folded runs of letters and digits. In scripts written without spaces every character is a
/// token, so that a word is found inside a sentence.
pub(crate) fn tokens(text: &str) -> Vec<String> {
    let mut tokens = Vec::new();
    let mut run = String::new();
    for c in fold(text).chars() {
        let unspaced = is_unspaced(c);
        if (unspaced || !c.is_alphanumeric()) && !run.is_empty() {
            tokens.push(std::mem::take(&mut run));
        }
        if unspaced {
            tokens.push(c.to_string());
        } else if c.is_alphanumeric() && run.len() < MAX_TOKEN_BYTES {
            run.push(c);
        }
    }
    if !run.is_empty() {
        tokens.push(run);
    }
    tokens
}

/// Hiragana, Katakana and Han.
fn is_unspaced(c: char) -> bool {
    matches!(c, '\u{3041}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{20000}'..='\u{323af}')
        && c.is_alphanumeric()
}
