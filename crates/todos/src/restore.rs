use operation::{Error, Method, Operation, Result, Text, Tx};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::json;
use storage::{AnyConn, trash};

use crate::row::Row;
use crate::{Changed, TRASH, WRITE, id, store, text};

/// Brings a deleted todo back from the trash, as it was; a reminder whose time is still to come rings.
#[derive(Debug, Deserialize, JsonSchema)]
struct Restore {
    /// Its id, or the first 4 or more characters of it.
    id: Text<100>,
}

/// So many entries of the trash are looked through at a time.
const CHUNK: i64 = 500;

pub(crate) fn operation() -> Operation {
    Operation::write("todos.restore", restore)
        .scope(WRITE)
        .route(Method::Post, "/todos/trash/{id}/restore")
        .markdown(text::changed_markdown)
}

fn restore(tx: &mut Tx<'_>, input: Restore) -> Result<Changed> {
    let owner = tx.owner().to_owned();
    let id = resolve(tx.conn, &owner, &input.id)?;
    let mut row: Row =
        trash::exhume(tx.conn, &owner, TRASH, &id)?.ok_or_else(|| unknown(&input.id))?;
    row.updated_at = tx.now().as_millisecond();
    let row = store::insert(tx, row, "restored")?;
    Changed::new(&row, tx, format!("Restored: \"{}\"", row.title))
}

fn unknown(name: &str) -> Error {
    id::unknown(name).hint("The trash has no such todo; `todos.trash` lists what can be restored.")
}

/// The full id of the one deleted todo of the owner's that has this id, or whose id begins so.
fn resolve(conn: &mut AnyConn, owner: &str, name: &str) -> Result<String> {
    let prefix = id::prefix(name).ok_or_else(|| unknown(name))?;
    if prefix.len() == id::FULL {
        return Ok(prefix);
    }
    let mut found: Vec<trash::Entry> = Vec::new();
    let mut last: Option<(i64, String)> = None;
    loop {
        let before = last.as_ref().map(|(at, id)| (*at, id.as_str()));
        let chunk = trash::list(conn, owner, TRASH, CHUNK, before)?;
        let Some(end) = chunk.last() else { break };
        last = Some((end.deleted_at, end.id.clone()));
        found.extend(
            chunk
                .into_iter()
                .filter(|entry| entry.id.starts_with(&prefix)),
        );
    }
    match found.len() {
        0 => Err(unknown(name)),
        1 => Ok(found.remove(0).id),
        _ => {
            let candidates = found
                .iter()
                .map(|entry| json!({ "id": entry.id, "title": entry.title }))
                .collect();
            Err(id::several(&prefix, candidates))
        }
    }
}
