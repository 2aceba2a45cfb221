use operation::{Error, Method, Operation, Result, Text, Tx};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::row::Row;
use crate::{READ, WRITE, order, store};

/// So many todos can be put in order at once.
const MOST: usize = 1_000;

/// Changes the manual order (`order=manual` of `todos.list`): puts one todo before or after another,
/// or several into the order given.
///
/// Either `id` with `before` or `after`, or `ids`, which share out the places that they have now.
#[derive(Debug, Deserialize, JsonSchema)]
struct Reorder {
    /// The todo to move: its id, or the first 4 or more characters of it.
    id: Option<Text<100>>,
    /// The todo that it shall stand right before.
    before: Option<Text<100>>,
    /// The todo that it shall stand right after.
    after: Option<Text<100>>,
    /// Todos in their new order, instead of the three above. At most 1,000.
    ids: Option<Vec<Text<100>>>,
}

/// What was done.
#[derive(Debug, Serialize, JsonSchema)]
struct Reordered {
    /// How many todos were put in order.
    count: usize,
    /// The same in a sentence.
    message: String,
}

pub(crate) fn operation() -> Operation {
    Operation::write("todos.reorder", reorder)
        .scope(WRITE)
        .route(Method::Post, "/todos/reorder")
}

fn reorder(tx: &mut Tx<'_>, input: Reorder) -> Result<Reordered> {
    let count = match (input.id, input.before, input.after, input.ids) {
        (Some(id), Some(before), None, None) => move_one(tx, &id, &before, order::place_above)?,
        (Some(id), None, Some(after), None) => move_one(tx, &id, &after, order::place_below)?,
        (None, None, None, Some(ids)) => share_out(tx, &ids)?,
        _ => {
            return Err(Error::bad_input(
                "Give either `id` with `before` or `after`, or `ids`: the todos in their new order.",
            ));
        }
    };
    tx.emit(
        "todos.changed",
        Some(READ),
        json!({ "id": null, "what": "reordered" }),
    )?;
    let noun = if count == 1 { "todo" } else { "todos" };
    Ok(Reordered {
        count,
        message: format!("Put {count} {noun} in order."),
    })
}

type Place = fn(&mut storage::AnyConn, &Row, &Row) -> Result<()>;

fn move_one(tx: &mut Tx<'_>, id: &str, other: &str, place: Place) -> Result<usize> {
    let row = store::named(tx, id)?;
    let other = store::named(tx, other)?;
    if row.seq == other.seq {
        return Err(Error::bad_input("A todo cannot stand before or after itself.").field("id"));
    }
    place(tx.conn, &row, &other)?;
    Ok(1)
}

fn share_out(tx: &mut Tx<'_>, ids: &[Text<100>]) -> Result<usize> {
    if ids.len() > MOST {
        let message = format!(
            "At most {MOST} todos can be put in order at once; these are {}.",
            ids.len()
        );
        return Err(Error::bad_input(message).field("ids"));
    }
    let mut rows: Vec<Row> = Vec::with_capacity(ids.len());
    for id in ids {
        let row = store::named(tx, id)?;
        if rows.iter().any(|other| other.seq == row.seq) {
            return Err(
                Error::bad_input(format!("\"{}\" is in the list twice.", row.title)).field("ids"),
            );
        }
        rows.push(row);
    }
    let mut places: Vec<i64> = rows.iter().map(|row| row.position).collect();
    places.sort_unstable_by(|a, b| b.cmp(a));
    let mut above = i64::MAX;
    for (row, place) in rows.iter().zip(places) {
        above = place.min(above.saturating_sub(1));
        order::set(tx.conn, row, above)?;
    }
    Ok(rows.len())
}
