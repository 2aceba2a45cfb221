use operation::{Method, Operation, Result, Text, View};
use schemars::JsonSchema;
use serde::Deserialize;

use crate::{Memory, READ, id, show, store};

/// Shows one memory.
#[derive(Debug, Deserialize, JsonSchema)]
struct Get {
    /// Its id, or the first 4 or more characters of it.
    id: Text<100>,
}

pub(crate) fn operation() -> Operation {
    Operation::read("memory.get", get)
        .scope(READ)
        .route(Method::Get, "/memory/{id}")
        .markdown(show::memory_markdown)
}

fn get(view: &mut View<'_>, input: Get) -> Result<Memory> {
    let owner = view.owner().to_owned();
    let id = id::resolve(view.conn, &owner, &input.id)?;
    let row = store::get(view.conn, &owner, &id)?.ok_or_else(|| id::unknown(&input.id))?;
    Ok(row.into())
}
