use operation::{Method, Operation, Result, Text, Tx};
use schemars::JsonSchema;
use serde::Deserialize;
use storage::trash;

use crate::{Changed, TRASH, WRITE, id, purge, render, store, texts};

/// Brings a deleted document back from the trash, with its versions.
#[derive(Debug, Deserialize, JsonSchema)]
struct Restore {
    /// Its id, or the first 4 or more characters of it.
    id: Text<100>,
}

pub(crate) fn operation() -> Operation {
    Operation::write("documents.restore", restore)
        .scope(WRITE)
        .route(Method::Post, "/documents/trash/{id}/restore")
        .markdown(render::changed)
}

fn restore(tx: &mut Tx<'_>, input: Restore) -> Result<Changed> {
    let before = store::locked(tx, &input.id, true)?.ok_or_else(id::unknown_deleted)?;
    trash::forget(tx.conn, &before.owner, TRASH, &before.id)?;
    purge::cancel(tx, &before.id)?;
    let mut row = before.clone();
    row.deleted_at = None;
    let text = texts::get(tx.conn, row.seq)?;
    store::index(tx.conn, &row, &text)?;
    let row = store::write(tx, &before, row, "restored")?;
    Ok(Changed::new(&row, format!("Restored \"{}\"", row.title)))
}
