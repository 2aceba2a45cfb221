use operation::{Error, Method, Operation, Result, Text, View};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::history;
use crate::row::Row;
use crate::versions::Line;
use crate::{READ, store};

/// Opens one version of a document.
#[derive(Debug, Deserialize, JsonSchema)]
struct Version {
    /// The document's id, or the first 4 or more characters of it.
    id: Text<100>,
    /// The version's number.
    version: i64,
}

/// A version with its text.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub(crate) struct Opened {
    /// The document's whole id.
    pub(crate) id: String,
    /// What it is.
    #[serde(flatten)]
    pub(crate) line: Line,
    /// Its text.
    pub(crate) content: String,
}

pub(crate) fn operation() -> Operation {
    Operation::read("documents.version", get)
        .scope(READ)
        .route(Method::Get, "/documents/{id}/versions/{version}")
}

fn get(view: &mut View<'_>, input: Version) -> Result<Opened> {
    let row = store::get(view, &input.id)?;
    let (Some(content), Some(version)) = (
        history::text(view.conn, &row, input.version)?,
        history::get(view.conn, row.seq, input.version)?,
    ) else {
        return Err(unknown(&row, input.version));
    };
    Ok(Opened {
        id: row.id,
        line: Line::from(version),
        content,
    })
}

/// The document has no version of that number.
pub(crate) fn unknown(row: &Row, number: i64) -> Error {
    let hint = if (1..row.version).contains(&number) {
        "An autosave took its place; documents.versions lists those that are kept."
    } else {
        "documents.versions lists them."
    };
    Error::not_found(format!("\"{}\" has no version {number}.", row.title))
        .hint(hint)
        .field("version")
}
