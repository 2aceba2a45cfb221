use operation::{Method, Operation, Result, Text, Tx};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use storage::trash;

use crate::words::excerpt;
use crate::{TRASH, WRITE, store};

/// Forgets a memory. It stays in the trash for 30 days, from where it can be restored.
#[derive(Debug, Deserialize, JsonSchema)]
struct Delete {
    /// Its id, or the first 4 or more characters of it.
    id: Text<100>,
}

/// A deleted memory.
#[derive(Debug, Serialize, JsonSchema)]
struct Deleted {
    /// Its id, under which it can be restored.
    id: String,
    /// What was remembered.
    text: String,
    /// What was done, in a sentence.
    message: String,
}

pub(crate) fn operation() -> Operation {
    Operation::destroy("memory.delete", delete)
        .scope(WRITE)
        .route(Method::Delete, "/memory/{id}")
        .everyday()
}

fn delete(tx: &mut Tx<'_>, input: Delete) -> Result<Deleted> {
    let row = store::named(tx, &input.id)?;
    let now = tx.now().as_millisecond();
    let title = excerpt(&row.text, 200);
    trash::bury(tx.conn, &row.owner, TRASH, &row.id, &title, &row, now)?;
    store::remove(tx, &row)?;
    Ok(Deleted {
        id: row.id,
        text: row.text,
        message: "Memory deleted successfully".to_owned(),
    })
}
