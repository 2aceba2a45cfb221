use operation::{Method, Operation, Result, Text, Tx};
use schemars::JsonSchema;
use serde::Deserialize;

use crate::{Changed, WRITE, render, store};

/// Puts a document away, or takes it out again. What is archived can be listed, read and changed.
#[derive(Debug, Deserialize, JsonSchema)]
struct Archive {
    /// Its id, or the first 4 or more characters of it.
    id: Text<100>,
    /// Whether it is to be archived. Default: true.
    archived: Option<bool>,
}

pub(crate) fn operation() -> Operation {
    Operation::write("documents.archive", archive)
        .scope(WRITE)
        .route(Method::Post, "/documents/{id}/archive")
        .markdown(render::changed)
}

fn archive(tx: &mut Tx<'_>, input: Archive) -> Result<Changed> {
    let before = store::lock(tx, &input.id)?;
    let archived = input.archived.unwrap_or(true);
    let what = if archived {
        "archived"
    } else {
        "out of the archive"
    };
    let message = format!("\"{}\" is {what}", before.title);
    if before.archived == archived {
        return Ok(Changed {
            changed: false,
            ..Changed::new(&before, message)
        });
    }
    let mut row = before.clone();
    row.archived = archived;
    let row = store::write(tx, &before, row, "archived")?;
    Ok(Changed::new(&row, message))
}
