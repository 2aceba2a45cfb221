//! The rows: found by id, added, changed and taken away, always together with what depends on them:
//! totals, the search index, the reminder, and the news for others.

use diesel::prelude::*;
use operation::{Error, Result, Tx};
use serde_json::json;
use storage::{AnyConn, counters, search};

use crate::row::Row;
use crate::tables::todos;
use crate::{READ, id, reminder};

/// The index table of `storage::search`.
pub(crate) const SEARCH: &str = "todos_search";

/// The counter of one of the owner's lists ([`Row::list`]).
pub(crate) fn counter(list: &str) -> String {
    format!("todos.{list}")
}

/// Reads one of the owner's rows by its full id.
pub(crate) fn get(conn: &mut AnyConn, owner: &str, id: &str) -> Result<Option<Row>> {
    let found = todos::table
        .filter(todos::owner.eq(owner))
        .filter(todos::id.eq(id));
    Ok(found.select(Row::as_select()).first(conn).optional()?)
}

/// Reads a row to change it: nobody else changes it before this transaction ends.
pub(crate) fn lock(tx: &mut Tx<'_>, id: &str) -> Result<Option<Row>> {
    let owner = tx.owner().to_owned();
    let found = todos::table
        .filter(todos::owner.eq(&owner))
        .filter(todos::id.eq(id));
    // An update to itself takes the lock of a row on PostgreSQL, and is next to nothing on SQLite.
    let locked = diesel::update(found).set(todos::fired_for.eq(todos::fired_for));
    Ok(locked
        .returning(todos::table::all_columns())
        .get_result(tx.conn)
        .optional()?)
}

/// The row that a caller named by its id or the beginning of it, to be changed.
pub(crate) fn named(tx: &mut Tx<'_>, name: &str) -> Result<Row> {
    let owner = tx.owner().to_owned();
    let id = id::resolve(tx.conn, &owner, name)?;
    lock(tx, &id)?.ok_or_else(|| id::unknown(name))
}

/// Stores a new row, or one that comes back from the trash.
pub(crate) fn insert(tx: &mut Tx<'_>, mut row: Row, what: &str) -> Result<Row> {
    row.list().clone_into(&mut row.state);
    row.seq = diesel::insert_into(todos::table)
        .values(&row)
        .returning(todos::seq)
        .get_result(tx.conn)?;
    counters::add(tx.conn, &row.owner, &counter(&row.state), 1)?;
    index(tx.conn, &row)?;
    reminder::plan(tx, None, &row)?;
    tell(tx, &row, what)?;
    Ok(row)
}

/// Stores what has become of the row `before`; it counts as changed now.
pub(crate) fn save(tx: &mut Tx<'_>, before: &Row, mut row: Row, what: &str) -> Result<Row> {
    row.updated_at = tx.now().as_millisecond();
    write(tx, before, row, what)
}

/// The same for a change that is not the owner's: its place in lists by last change stays.
pub(crate) fn write(tx: &mut Tx<'_>, before: &Row, mut row: Row, what: &str) -> Result<Row> {
    row.list().clone_into(&mut row.state);
    let stored = todos::table
        .filter(todos::owner.eq(&row.owner))
        .filter(todos::seq.eq(row.seq));
    diesel::update(stored).set(&row).execute(tx.conn)?;
    if row.state != before.state {
        counters::add(tx.conn, &row.owner, &counter(&before.state), -1)?;
        counters::add(tx.conn, &row.owner, &counter(&row.state), 1)?;
    }
    if (&row.title, &row.content, &row.items, &row.label)
        != (&before.title, &before.content, &before.items, &before.label)
    {
        index(tx.conn, &row)?;
    }
    reminder::plan(tx, Some(before), &row)?;
    tell(tx, &row, what)?;
    Ok(row)
}

/// Takes a row away, with everything that hangs on it.
pub(crate) fn remove(tx: &mut Tx<'_>, row: &Row) -> Result<()> {
    let stored = todos::table
        .filter(todos::owner.eq(&row.owner))
        .filter(todos::seq.eq(row.seq));
    diesel::delete(stored).execute(tx.conn)?;
    counters::add(tx.conn, &row.owner, &counter(&row.state), -1)?;
    search::remove(tx.conn, SEARCH, row.seq)?;
    reminder::forget(tx, &row.id)
}

fn index(conn: &mut AnyConn, row: &Row) -> Result<()> {
    Ok(search::put(
        conn,
        SEARCH,
        row.seq,
        &row.owner,
        &row.title,
        &row.search_text()?,
    )?)
}

/// Tells open pages and other capabilities.
pub(crate) fn tell(tx: &mut Tx<'_>, row: &Row, what: &str) -> Result<()> {
    tx.emit(
        "todos.changed",
        Some(READ),
        json!({ "id": row.id, "what": what }),
    )
}

/// Refuses to remind of what is done or put away.
pub(crate) fn refuse_closed(row: &Row, what: &str) -> Result<()> {
    let (closed, undo) = match (row.archived, row.completed_at) {
        (true, _) => ("archived", "set archived to false first"),
        (false, Some(_)) => ("done", "uncomplete it first"),
        (false, None) => return Ok(()),
    };
    Err(Error::conflict(format!(
        "\"{}\" is {closed}, so it cannot be {what}: {undo}.",
        row.title
    )))
}
