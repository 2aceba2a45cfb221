use operation::{Method, Operation, Result, Text, Tx};
use schemars::JsonSchema;
use serde::Deserialize;

use crate::row::Row;
use crate::{Changed, Todo, WRITE, due, repeat, store, text};

/// Marks a todo as done.
///
/// One that repeats is not finished: it moves on to its next occurrence, with the items of its
/// checklist open again, and the answer says when that is.
#[derive(Debug, Deserialize, JsonSchema)]
struct Complete {
    /// Its id, or the first 4 or more characters of it.
    id: Text<100>,
}

pub(crate) fn operation() -> Operation {
    Operation::write("todos.complete", complete)
        .scope(WRITE)
        .route(Method::Post, "/todos/{id}/complete")
        .everyday()
        .markdown(text::changed_markdown)
}

fn complete(tx: &mut Tx<'_>, input: Complete) -> Result<Changed> {
    let before = store::named(tx, &input.id)?;
    if before.completed_at.is_some() {
        return Changed::new(
            &before,
            tx,
            format!("\"{}\" was done already.", before.title),
        );
    }
    let mut row = before.clone();
    let goes_on = go_on(tx, &mut row)?;
    if !goes_on {
        row.completed_at = Some(tx.now().as_millisecond());
    }
    let row = store::save(tx, &before, row, "completed")?;
    let mut changed = Changed::new(&row, tx, "")?;
    changed.message = message(&changed.todo, goes_on);
    Ok(changed)
}

/// Moves a repeating todo to its next occurrence; false when there is none.
fn go_on(tx: &Tx<'_>, row: &mut Row) -> Result<bool> {
    if row.repeat_rule.is_none() {
        return Ok(false);
    }
    if row.fired_for.take().is_none() {
        let Some(next) = repeat::next(row, tx.user(), tx.now()) else {
            repeat::clear(row);
            return Ok(false);
        };
        due::set(row, &next, tx.user())?;
    }
    // Otherwise the reminder has rung and moved it on: it is that occurrence which is done.
    let mut items = row.items()?;
    items.iter_mut().for_each(|item| item.done = false);
    row.set_items(&items)?;
    Ok(true)
}

fn message(todo: &Todo, goes_on: bool) -> String {
    match (goes_on, &todo.repeat_words, &todo.due_reading) {
        (true, Some(words), Some(reading)) => {
            format!(
                "Completed: \"{}\". It repeats {words} and is next due {reading}.",
                todo.title
            )
        }
        _ => format!("Completed: \"{}\"", todo.title),
    }
}
