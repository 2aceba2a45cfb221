use operation::{Method, Operation, Result, Text, Tx};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use storage::trash;

use crate::{TRASH, WRITE, store};

/// Deletes a todo. It stays in the trash for 30 days, from where it can be restored.
#[derive(Debug, Deserialize, JsonSchema)]
struct Delete {
    /// Its id, or the first 4 or more characters of it.
    id: Text<100>,
}

/// A deleted todo.
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
    Operation::destroy("todos.delete", delete)
        .scope(WRITE)
        .route(Method::Delete, "/todos/{id}")
}

fn delete(tx: &mut Tx<'_>, input: Delete) -> Result<Deleted> {
    let row = store::named(tx, &input.id)?;
    let now = tx.now().as_millisecond();
    trash::bury(tx.conn, &row.owner, TRASH, &row.id, &row.title, &row, now)?;
    store::remove(tx, &row)?;
    store::tell(tx, &row, "deleted")?;
    let message = format!("Deleted note: \"{}\"", row.title);
    Ok(Deleted {
        id: row.id,
        title: row.title,
        message,
    })
}
