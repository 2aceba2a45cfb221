use operation::{Method, Operation, Result, Text, Tx};
use schemars::JsonSchema;
use serde::Deserialize;

use crate::{Changed, WRITE, store, text};

/// Marks a todo as not done; a reminder whose time is still to come rings again.
#[derive(Debug, Deserialize, JsonSchema)]
struct Uncomplete {
    /// Its id, or the first 4 or more characters of it.
    id: Text<100>,
}

pub(crate) fn operation() -> Operation {
    Operation::write("todos.uncomplete", uncomplete)
        .scope(WRITE)
        .route(Method::Post, "/todos/{id}/uncomplete")
        .markdown(text::changed_markdown)
}

fn uncomplete(tx: &mut Tx<'_>, input: Uncomplete) -> Result<Changed> {
    let before = store::named(tx, &input.id)?;
    if before.completed_at.is_none() {
        return Changed::new(&before, tx, format!("\"{}\" was not done.", before.title));
    }
    let row = store::save(
        tx,
        &before,
        crate::row::Row {
            completed_at: None,
            ..before.clone()
        },
        "uncompleted",
    )?;
    Changed::new(&row, tx, format!("Not done: \"{}\"", row.title))
}
