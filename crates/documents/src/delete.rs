use operation::{Instant, Method, Operation, Result, Text, Tx};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use storage::{search, trash};

use crate::{TRASH, WRITE, id, purge, store};

/// Deletes a document with its versions. It stays in the trash for 30 days, from where it can be restored.
#[derive(Debug, Deserialize, JsonSchema)]
struct Delete {
    /// Its id, or the first 4 or more characters of it.
    id: Text<100>,
}

/// A deleted document.
#[derive(Debug, Serialize, JsonSchema)]
struct Deleted {
    /// Its id, under which it can be restored.
    id: String,
    /// Its title.
    title: String,
    /// What was done, in a sentence.
    message: String,
}

pub(crate) fn operation() -> Operation {
    Operation::destroy("documents.delete", delete)
        .scope(WRITE)
        .route(Method::Delete, "/documents/{id}")
}

fn delete(tx: &mut Tx<'_>, input: Delete) -> Result<Deleted> {
    let Some(before) = store::locked(tx, &input.id, false)? else {
        // Deleting it again is no mistake.
        let row = store::locked(tx, &input.id, true)?.ok_or_else(id::unknown)?;
        return Ok(Deleted {
            message: format!("\"{}\" is in the trash already", row.title),
            id: row.id,
            title: row.title,
        });
    };
    let now = Instant::from(tx.now());
    trash::bury(
        tx.conn,
        &before.owner,
        TRASH,
        &before.id,
        &before.title,
        &(),
        now.0,
    )?;
    search::remove(tx.conn, store::SEARCH, before.seq)?;
    purge::plan(tx, &before.id)?;
    let mut row = before.clone();
    row.deleted_at = Some(now);
    let row = store::write(tx, &before, row, "deleted")?;
    Ok(Deleted {
        message: format!("Deleted \"{}\"", row.title),
        id: row.id,
        title: row.title,
    })
}
