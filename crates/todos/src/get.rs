use operation::{Method, Operation, Result, Text, View};
use schemars::JsonSchema;
use serde::Deserialize;

use crate::{READ, Todo, id, store, text};

/// Shows one todo with everything in it.
#[derive(Debug, Deserialize, JsonSchema)]
struct Get {
    /// Its id, or the first 4 or more characters of it.
    id: Text<100>,
}

pub(crate) fn operation() -> Operation {
    Operation::read("todos.get", get)
        .scope(READ)
        .route(Method::Get, "/todos/{id}")
        .markdown(text::todo_markdown)
}

fn get(view: &mut View<'_>, input: Get) -> Result<Todo> {
    let owner = view.owner().to_owned();
    let id = id::resolve(view.conn, &owner, &input.id)?;
    let row = store::get(view.conn, &owner, &id)?.ok_or_else(|| id::unknown(&input.id))?;
    Todo::of(&row, view)
}
