//! Many memories at once: out as a file, and in again.

pub(crate) mod export;
pub(crate) mod import;
mod json;
mod markdown;

use operation::Instant;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::category::Category;
use crate::words::{Words, excerpt};

/// So much of a refused entry is shown, in characters.
const SHOWN: usize = 80;

// Without comments on the variants, so that schemas list them as plain words.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
#[schemars(inline)]
enum Format {
    #[default]
    Json,
    Markdown,
}

/// What a file says of one memory.
#[derive(Debug)]
struct Entry {
    text: Words,
    category: Category,
    pinned: bool,
    source: Option<String>,
    origin: Option<String>,
    session_id: Option<String>,
    uses: i64,
    created_at: Option<Instant>,
    updated_at: Option<Instant>,
}

impl Entry {
    fn new(text: Words) -> Self {
        Self {
            text,
            category: Category::default(),
            pinned: false,
            source: None,
            origin: None,
            session_id: None,
            uses: 0,
            created_at: None,
            updated_at: None,
        }
    }
}

/// An entry that could not be kept.
#[derive(Debug, Serialize, JsonSchema)]
struct Refused {
    /// Where it stands: the line of a Markdown file, the number of a JSON record; the first is 1.
    at: usize,
    /// Its beginning.
    text: String,
    /// What is wrong with it.
    why: String,
}

impl Refused {
    fn new(at: usize, text: &str, why: impl Into<String>) -> Self {
        Self {
            at,
            text: excerpt(text, SHOWN),
            why: why.into(),
        }
    }
}

/// The entries of a file, each as it can be kept or why not.
type Entries = Vec<Result<Entry, Refused>>;
