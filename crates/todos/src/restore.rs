use operation::{Method, Operation, Result, Text, Tx};
use schemars::JsonSchema;
use serde::Deserialize;
use storage::trash;

use crate::row::Row;
use crate::{Changed, TRASH, WRITE, id, store, text};

/// Brings a deleted todo back from the trash, as it was; a reminder whose time is still to come rings.
#[derive(Debug, Deserialize, JsonSchema)]
struct Restore {
    /// Its id, or the first 4 or more characters of it.
    id: Text<100>,
}

pub(crate) fn operation() -> Operation {
    Operation::write("todos.restore", restore)
        .scope(WRITE)
        .route(Method::Post, "/todos/trash/{id}/restore")
        .markdown(text::changed_markdown)
}

fn restore(tx: &mut Tx<'_>, input: Restore) -> Result<Changed> {
    let owner = tx.owner().to_owned();
    let id = id::resolve_deleted(tx.conn, &owner, &input.id)?;
    let mut row: Row =
        trash::exhume(tx.conn, &owner, TRASH, &id)?.ok_or_else(|| id::unknown(&input.id))?;
    row.updated_at = tx.now().as_millisecond();
    let row = store::insert(tx, row, "restored")?;
    Changed::new(&row, tx, format!("Restored: \"{}\"", row.title))
}
