use std::collections::HashMap;

use diesel::prelude::*;
use operation::{Cursor, Limit, Method, Operation, Result, Text, View};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use storage::search;

use crate::row::Row;
use crate::store::SEARCH;
use crate::tables::todos;
use crate::{READ, Todo, text};

/// Finds todos by the words in their title, content, items and label, the best matches first.
///
/// All words have to be there; the last one may be the beginning of a word. Completed and archived
/// todos are found too.
#[derive(Debug, Deserialize, JsonSchema)]
struct Search {
    /// The words.
    q: Text<500>,
    /// How many to give at most.
    #[serde(default)]
    limit: Limit,
    /// `next_cursor` of the page before.
    cursor: Option<Cursor>,
}

/// What was found.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct Found {
    /// The todos, the best matches first.
    pub items: Vec<Todo>,
    /// Give this as `cursor` to get the next page; absent on the last one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next_cursor: Option<String>,
}

pub(crate) fn operation() -> Operation {
    Operation::read("todos.search", find)
        .scope(READ)
        .route(Method::Get, "/todos/search")
        .everyday()
        .markdown(text::search_markdown)
}

fn find(view: &mut View<'_>, input: Search) -> Result<Found> {
    let offset: i64 = input.cursor.map_or(Ok(0), |cursor| cursor.read())?;
    let owner = view.owner().to_owned();
    let mut hits = search::find(
        view.conn,
        SEARCH,
        &owner,
        &input.q,
        input.limit.and_one(),
        offset.max(0),
    )?;
    let next = offset.saturating_add(input.limit.rows());
    let next_cursor = input.limit.cut(&mut hits, |_| next)?;

    let seqs: Vec<i64> = hits.iter().map(|hit| hit.seq).collect();
    let found: Vec<Row> = todos::table
        .filter(todos::owner.eq(&owner))
        .filter(todos::seq.eq_any(seqs))
        .select(Row::as_select())
        .load(view.conn)?;
    let mut by_seq: HashMap<i64, Row> = found.into_iter().map(|row| (row.seq, row)).collect();
    let best_first: Vec<Row> = hits
        .iter()
        .filter_map(|hit| by_seq.remove(&hit.seq))
        .collect();
    Ok(Found {
        items: Todo::all(&best_first, view)?,
        next_cursor,
    })
}
