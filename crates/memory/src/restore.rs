use operation::{Method, Operation, Result, Text, Tx};
use schemars::JsonSchema;
use serde::Deserialize;
use storage::trash;

use crate::row::Row;
use crate::store::{self, Stored};
use crate::{Changed, TRASH, WRITE, id, meaning, show};

/// Brings a deleted memory back from the trash, as it was.
///
/// It is refused, and stays there, when the same has been remembered anew since.
#[derive(Debug, Deserialize, JsonSchema)]
struct Restore {
    /// Its id, or the first 4 or more characters of it.
    id: Text<100>,
}

pub(crate) fn operation() -> Operation {
    Operation::write("memory.restore", restore)
        .scope(WRITE)
        .route(Method::Post, "/memory/trash/{id}/restore")
        .markdown(show::changed_markdown)
}

fn restore(tx: &mut Tx<'_>, input: Restore) -> Result<Changed> {
    let owner = tx.owner().to_owned();
    let id = id::resolve_deleted(tx.conn, &owner, &input.id)?;
    let row: Row =
        trash::exhume(tx.conn, &owner, TRASH, &id)?.ok_or_else(|| id::unknown(&input.id))?;
    let row = match store::insert(tx, row)? {
        Stored::New(row) => row,
        Stored::Same(other) => return Err(store::taken(&other).field("id")),
    };
    store::tell(tx, &row.id, "restored")?;
    meaning::store::read_later(tx)?;
    Ok(Changed {
        message: format!("Restored (id: {})", row.short_id()),
        memory: row.into(),
        count: store::count(tx)?,
        duplicate: false,
    })
}
