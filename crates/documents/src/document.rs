//! A document as callers see it.

use operation::{Error, Instant, Result};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::row::Row;

/// A document without its text.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct About {
    /// Its id. The first 8 characters are enough to name it.
    pub id: String,
    /// Its title.
    pub title: String,
    /// What it is written in: `markdown`, `python`, `text`, …
    pub language: String,
    /// The number of its current version, to be given back as `base_version`. It rises with every change
    /// of the text.
    pub version: i64,
    /// How many versions are kept.
    pub version_count: i64,
    /// The size of its text.
    pub bytes: i64,
    /// Whether it is put away.
    pub archived: bool,
    /// The conversation that it belongs to.
    pub session_id: Option<String>,
    /// When it was made.
    pub created_at: Instant,
    /// When it was last changed.
    pub updated_at: Instant,
}

impl About {
    /// The first 8 characters of its id.
    pub(crate) fn short_id(&self) -> &str {
        self.id.get(..8).unwrap_or(&self.id)
    }
}

impl From<&Row> for About {
    fn from(row: &Row) -> Self {
        Self {
            id: row.id.clone(),
            title: row.title.clone(),
            language: row.language.clone(),
            version: row.version,
            version_count: row.versions,
            bytes: row.bytes,
            archived: row.archived,
            session_id: row.session_id.clone(),
            created_at: row.created_at,
            updated_at: row.updated_at,
        }
    }
}

/// A document, or some lines of it.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct Document {
    /// What it is.
    #[serde(flatten)]
    pub about: About,
    /// Its text, or the lines that were asked for.
    pub content: String,
    /// How many lines the whole text has.
    pub total_lines: usize,
    /// The first line given, where only some were asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from_line: Option<usize>,
}

/// A document after a change.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct Changed {
    /// The document as it is now.
    #[serde(flatten)]
    pub about: About,
    /// What was done, in a sentence.
    pub message: String,
    /// Whether anything is different now.
    pub changed: bool,
    /// What to know besides.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// Its text, if that was asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub content: Option<String>,
}

impl Changed {
    pub(crate) fn new(row: &Row, message: impl Into<String>) -> Self {
        Self {
            about: About::from(row),
            message: message.into(),
            changed: true,
            note: None,
            content: None,
        }
    }
}

/// How many lines a text has; a line break at the end does not begin another.
pub(crate) fn count_lines(text: &str) -> usize {
    let breaks = text.bytes().filter(|byte| *byte == b'\n').count();
    breaks + usize::from(!text.is_empty() && !text.ends_with('\n'))
}

/// The lines from the number `from` on (the first is 1), at most `count` of them, with their breaks.
///
/// # Errors
/// There is no such line.
pub(crate) fn lines(text: &str, from: usize, count: usize) -> Result<&str> {
    let total = count_lines(text);
    if from == 0 || from > total.max(1) {
        return Err(Error::bad_input(format!(
            "There is no line {from}; the document has {total}, and the first is line 1."
        ))
        .field("from_line"));
    }
    let mut starts = std::iter::once(0).chain(text.match_indices('\n').map(|(at, _)| at + 1));
    let begin = starts.nth(from - 1).unwrap_or(text.len());
    let end = match count.checked_sub(1) {
        Some(further) => starts.nth(further).unwrap_or(text.len()),
        None => begin,
    };
    Ok(text.get(begin..end).unwrap_or_default())
}
