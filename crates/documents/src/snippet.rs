//! Where the words of a search are in the texts that it found.

use std::collections::HashMap;

use diesel::prelude::*;
use operation::Result;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use storage::AnyConn;
use storage::snippet::Finder;

use crate::row::Row;
use crate::tables::documents_texts as texts;

/// A part of a text, with the words that were searched for.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub(crate) struct Snippet {
    /// The part, on one line.
    text: String,
    /// Where the words are in it: first character and the one after the last, in Unicode characters.
    marks: Vec<(usize, usize)>,
}

impl Snippet {
    /// The text with the words in bold, as Markdown.
    pub(crate) fn emphasised(&self) -> String {
        let (mut starts, mut ends) = (self.marks.iter().peekable(), self.marks.iter().peekable());
        let mut text = String::new();
        for (at, c) in self.text.chars().enumerate() {
            if ends.next_if(|(_, end)| *end == at).is_some() {
                text.push_str("**");
            }
            if starts.next_if(|(start, _)| *start == at).is_some() {
                text.push_str("**");
            }
            text.push(c);
        }
        if ends.next().is_some() {
            text.push_str("**");
        }
        text
    }
}

/// Texts of a page are read for their snippets up to this size in all; of the others the preview is.
const READ: i64 = 12_000_000;

/// The snippets of the documents, by their keys.
pub(crate) fn of_all(
    conn: &mut AnyConn,
    rows: &[Row],
    query: &str,
) -> Result<HashMap<i64, Snippet>> {
    let finder = Finder::new(query);
    let snippet = |text: &str| {
        let found = finder.snippet(text);
        Snippet {
            text: found.text,
            marks: found.marks,
        }
    };
    let mut smallest_first: Vec<&Row> = rows.iter().collect();
    smallest_first.sort_unstable_by_key(|row| row.bytes);
    let mut size = 0_i64;
    let fits = |row: &&&Row| {
        size = size.saturating_add(row.bytes);
        size <= READ
    };
    let fitting = smallest_first.iter().take_while(fits).count();
    let (read, others) = smallest_first.split_at(fitting);
    let seqs: Vec<i64> = read.iter().map(|row| row.seq).collect();
    let contents: Vec<(i64, String)> = texts::table
        .filter(texts::document.eq_any(seqs))
        .select((texts::document, texts::content))
        .load(conn)?;
    let read = contents
        .iter()
        .map(|(seq, content)| (*seq, snippet(content)));
    let others = others.iter().map(|row| (row.seq, snippet(&row.preview)));
    Ok(read.chain(others).collect())
}
