use operation::{Method, Operation, Result, Text, View};
use schemars::JsonSchema;
use serde::Deserialize;

use crate::document::{About, count_lines, lines};
use crate::{Document, READ, render, store, texts};

/// Opens a document: its text, and the version to name when changing it.
#[derive(Debug, Deserialize, JsonSchema)]
struct Get {
    /// Its id, or the first 4 or more characters of it.
    id: Text<100>,
    /// Only a part, from this line on; the first is 1.
    from_line: Option<u32>,
    /// How many lines of it. Default with from_line: 200.
    lines: Option<u32>,
}

/// So many lines are given from a line on, unless told otherwise.
const LINES: u32 = 200;

pub(crate) fn operation() -> Operation {
    Operation::read("documents.get", get)
        .scope(READ)
        .route(Method::Get, "/documents/{id}")
        .markdown(render::document)
        .everyday()
}

fn get(view: &mut View<'_>, input: Get) -> Result<Document> {
    let row = store::get(view, &input.id)?;
    let content = texts::get(view.conn, row.seq)?;
    let total_lines = count_lines(&content);
    let about = About::from(&row);
    if input.from_line.is_none() && input.lines.is_none() {
        return Ok(Document {
            about,
            content,
            total_lines,
            from_line: None,
        });
    }
    let size = |n: u32| usize::try_from(n).unwrap_or(usize::MAX);
    let from = size(input.from_line.unwrap_or(1));
    let count = size(input.lines.unwrap_or(LINES));
    Ok(Document {
        about,
        content: lines(&content, from, count)?.to_owned(),
        total_lines,
        from_line: Some(from),
    })
}
