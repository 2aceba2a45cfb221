use operation::{Cursor, Instant, Limit, Method, Operation, Result, Text, View};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::history::{self, Version};
use crate::{READ, render, store};

/// Lists a document's versions without their texts, the latest first.
#[derive(Debug, Deserialize, JsonSchema)]
struct Versions {
    /// Its id, or the first 4 or more characters of it.
    id: Text<100>,
    /// How many to give at most.
    #[serde(default)]
    limit: Limit,
    /// `next_cursor` of the page before.
    cursor: Option<Cursor>,
}

/// A version without its text.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub(crate) struct Line {
    /// Its number. Where an autosave took the place of another, a number is missing.
    pub(crate) version: i64,
    /// `user`, or `ai` where an agent made it.
    pub(crate) source: String,
    /// Who made it: `person`, or `token:` and the token's name.
    pub(crate) made_by: String,
    /// What was changed.
    pub(crate) summary: Option<String>,
    /// The size of its text.
    pub(crate) bytes: i64,
    /// When it was made.
    pub(crate) created_at: Instant,
    /// When it was last saved.
    pub(crate) updated_at: Instant,
}

impl From<Version> for Line {
    fn from(version: Version) -> Self {
        Self {
            version: version.number,
            source: version.source,
            made_by: version.made_by,
            summary: version.summary,
            bytes: version.bytes,
            created_at: version.created_at,
            updated_at: version.updated_at,
        }
    }
}

/// One page of a document's versions.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub(crate) struct Listed {
    /// The document's whole id.
    pub(crate) id: String,
    /// The versions, the latest first.
    pub(crate) items: Vec<Line>,
    /// How many there are.
    pub(crate) total: i64,
    /// Give this as `cursor` to get the next page; absent on the last one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) next_cursor: Option<String>,
}

pub(crate) fn operation() -> Operation {
    Operation::read("documents.versions", list)
        .scope(READ)
        .route(Method::Get, "/documents/{id}/versions")
        .markdown(render::versions)
}

fn list(view: &mut View<'_>, input: Versions) -> Result<Listed> {
    let before = input.cursor.as_ref().map(Cursor::read).transpose()?;
    let row = store::get(view, &input.id)?;
    let mut found = history::list(view.conn, row.seq, before, input.limit.and_one())?;
    let next_cursor = input.limit.cut(&mut found, |last| last.number)?;
    Ok(Listed {
        id: row.id,
        items: found.into_iter().map(Line::from).collect(),
        total: row.versions,
        next_cursor,
    })
}
