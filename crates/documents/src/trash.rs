use operation::{Error, Instant, Limit, Method, Operation, Result, Text, View};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use storage::{cursor, trash};

use crate::{READ, TRASH};

/// Lists deleted documents, the latest first. They can be restored for 30 days.
#[derive(Debug, Deserialize, JsonSchema)]
struct Trash {
    /// How many to give at most.
    #[serde(default)]
    limit: Limit,
    /// `next_cursor` of the page before.
    cursor: Option<Text<200>>,
}

/// A deleted document.
#[derive(Debug, Serialize, JsonSchema)]
struct Deleted {
    /// Its id, under which it can be restored.
    id: String,
    /// Its title.
    title: String,
    /// When it was deleted.
    deleted_at: Instant,
}

/// One page of deleted documents.
#[derive(Debug, Serialize, JsonSchema)]
struct Buried {
    /// The latest first.
    items: Vec<Deleted>,
    /// Give this as `cursor` to get the next page; absent on the last one.
    #[serde(skip_serializing_if = "Option::is_none")]
    next_cursor: Option<String>,
}

pub(crate) fn operation() -> Operation {
    Operation::read("documents.trash", list)
        .scope(READ)
        .route(Method::Get, "/documents/trash")
}

fn list(view: &mut View<'_>, input: Trash) -> Result<Buried> {
    let before: Option<(i64, String)> = match &input.cursor {
        Some(text) => Some(
            cursor::decode(text)
                .map_err(|error| Error::bad_input(error.to_string()).field("cursor"))?,
        ),
        None => None,
    };
    let owner = view.owner().to_owned();
    let rows = input.limit.rows();
    let before = before.as_ref().map(|(at, id)| (*at, id.as_str()));
    let mut found = trash::list(view.conn, &owner, TRASH, rows.saturating_add(1), before)?;
    let page = usize::try_from(rows).unwrap_or(usize::MAX);
    let more = found.len() > page;
    found.truncate(page);
    let next_cursor = match found.last() {
        Some(last) if more => Some(cursor::encode(&(last.deleted_at, &last.id))?),
        _ => None,
    };
    let shown = |entry: trash::Entry| Deleted {
        id: entry.id,
        title: entry.title,
        deleted_at: Instant(entry.deleted_at),
    };
    Ok(Buried {
        items: found.into_iter().map(shown).collect(),
        next_cursor,
    })
}
