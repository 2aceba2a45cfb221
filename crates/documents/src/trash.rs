use operation::{Cursor, Limit, Method, Operation, Result, View};
use schemars::JsonSchema;
use serde::Deserialize;

use crate::{READ, TRASH};

/// Lists deleted documents, the latest first. They can be restored for 30 days.
#[derive(Debug, Deserialize, JsonSchema)]
struct Trash {
    /// How many to give at most.
    #[serde(default)]
    limit: Limit,
    /// `next_cursor` of the page before.
    cursor: Option<Cursor>,
}

pub(crate) fn operation() -> Operation {
    Operation::read("documents.trash", list)
        .scope(READ)
        .route(Method::Get, "/documents/trash")
}

fn list(view: &mut View<'_>, input: Trash) -> Result<operation::Trash> {
    operation::Trash::list(view, TRASH, input.limit, input.cursor.as_ref())
}
