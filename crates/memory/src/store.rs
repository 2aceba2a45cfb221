//! The rows: found by id, added, changed and taken away, always together with what depends on them:
//! totals, the search index, what the text means, and the news for others.

use diesel::prelude::*;
use diesel::result::{DatabaseErrorKind, Error as DbError};
use operation::{Error, Instant, Result, Tx};
use serde_json::json;
use storage::{AnyConn, counters, each_backend, search};

use crate::row::Row;
use crate::tables::memories;
use crate::words::excerpt;
use crate::{READ, id, meaning};

/// The index table of `storage::search`.
pub(crate) const SEARCH: &str = "memories_search";
/// The counter of all of the owner's memories.
pub(crate) const TOTAL: &str = "memory";
/// The counter of the pinned ones.
pub(crate) const PINNED: &str = "memory.pinned";

/// The counter of one category.
pub(crate) fn counter(category: &str) -> String {
    format!("memory.{category}")
}

/// How many memories the owner has.
pub(crate) fn count(tx: &mut Tx<'_>) -> Result<i64> {
    let owner = tx.owner().to_owned();
    Ok(counters::get(tx.conn, &owner, TOTAL)?)
}

/// Reads one of the owner's rows by its full id.
pub(crate) fn get(conn: &mut AnyConn, owner: &str, id: &str) -> Result<Option<Row>> {
    let found = memories::table
        .filter(memories::owner.eq(owner))
        .filter(memories::id.eq(id));
    Ok(found.select(Row::as_select()).first(conn).optional()?)
}

/// The row that a caller named by its id or the beginning of it, to be changed: nobody else changes it
/// before this transaction ends.
pub(crate) fn named(tx: &mut Tx<'_>, name: &str) -> Result<Row> {
    let owner = tx.owner().to_owned();
    let id = id::resolve(tx.conn, &owner, name)?;
    let found = memories::table
        .filter(memories::owner.eq(&owner))
        .filter(memories::id.eq(&id));
    // An update to itself takes the lock of a row on PostgreSQL, and is next to nothing on SQLite.
    let locked: Option<Row> = diesel::update(found)
        .set(memories::uses.eq(memories::uses))
        .returning(memories::table::all_columns())
        .get_result(tx.conn)
        .optional()?;
    locked.ok_or_else(|| id::unknown(name))
}

/// The owner's row with the same text, whatever its case.
fn same(conn: &mut AnyConn, row: &Row) -> Result<Row> {
    Ok(memories::table
        .filter(memories::owner.eq(&row.owner))
        .filter(memories::text_key.eq(&row.text_key))
        .select(Row::as_select())
        .first(conn)?)
}

/// What became of a row that was to be stored.
pub(crate) enum Stored {
    /// It is there now.
    New(Row),
    /// The owner has the same text already, in this row, and nothing was stored.
    Same(Row),
}

/// Stores a new row, or one that comes back from the trash, unless the owner has the same text. That is
/// the database's to decide, so that of two at once one alone is stored.
pub(crate) fn insert(tx: &mut Tx<'_>, mut row: Row) -> Result<Stored> {
    let stored: Option<i64> =
        each_backend!(&mut *tx.conn, |c| diesel::insert_into(memories::table)
            .values(&row)
            .on_conflict((memories::owner, memories::text_key))
            .do_nothing()
            .returning(memories::seq)
            .get_result(c)
            .optional())?;
    let Some(seq) = stored else {
        return Ok(Stored::Same(same(tx.conn, &row)?));
    };
    row.seq = seq;
    tally(tx.conn, &row, 1)?;
    index(tx.conn, &row)?;
    Ok(Stored::New(row))
}

/// Stores what has become of the row `before`; nothing, when it is the same.
///
/// # Errors
/// [`Kind::Conflict`](operation::Kind::Conflict) that names the other, when the owner has that text.
pub(crate) fn save(tx: &mut Tx<'_>, before: &Row, mut row: Row) -> Result<Row> {
    let said = |row: &Row| (row.text.clone(), row.category.clone(), row.pinned);
    if said(before) == said(&row) {
        return Ok(row);
    }
    row.updated_at = Instant::from(tx.now());
    let this = memories::table
        .filter(memories::owner.eq(&row.owner))
        .filter(memories::seq.eq(row.seq));
    // In a savepoint, since a refused statement ends a transaction of PostgreSQL.
    let updated = tx
        .conn
        .transaction(|conn| diesel::update(this).set(&row).execute(conn));
    match updated {
        Ok(_) => {}
        Err(DbError::DatabaseError(DatabaseErrorKind::UniqueViolation, _)) => {
            return Err(taken(&same(tx.conn, &row)?));
        }
        Err(error) => return Err(error.into()),
    }
    tally(tx.conn, before, -1)?;
    tally(tx.conn, &row, 1)?;
    if row.text != before.text {
        index(tx.conn, &row)?;
        meaning::store::forget(tx.conn, row.seq)?;
        meaning::store::read_later(tx)?;
    }
    tell(tx, &row.id, "updated")?;
    Ok(row)
}

/// The owner remembers that text already.
pub(crate) fn taken(other: &Row) -> Error {
    Error::conflict(format!(
        "The same is remembered already, as {}: \"{}\".",
        other.short_id(),
        excerpt(&other.text, 80)
    ))
    .hint("Delete one of the two, or change the other one.")
    .with("id", other.id.clone())
    .field("text")
}

/// Takes a row away, with everything that hangs on it.
pub(crate) fn remove(tx: &mut Tx<'_>, row: &Row) -> Result<()> {
    let this = memories::table
        .filter(memories::owner.eq(&row.owner))
        .filter(memories::seq.eq(row.seq));
    diesel::delete(this).execute(tx.conn)?;
    tally(tx.conn, row, -1)?;
    search::remove(tx.conn, SEARCH, row.seq)?;
    meaning::store::forget(tx.conn, row.seq)?;
    tell(tx, &row.id, "deleted")
}

/// Counts a row in (1) or out (-1).
fn tally(conn: &mut AnyConn, row: &Row, by: i64) -> Result<()> {
    counters::add(conn, &row.owner, TOTAL, by)?;
    counters::add(conn, &row.owner, &counter(&row.category), by)?;
    if row.pinned {
        counters::add(conn, &row.owner, PINNED, by)?;
    }
    Ok(())
}

fn index(conn: &mut AnyConn, row: &Row) -> Result<()> {
    Ok(search::put(
        conn, SEARCH, row.seq, &row.owner, &row.text, "",
    )?)
}

/// Tells open pages and other capabilities.
pub(crate) fn tell(tx: &mut Tx<'_>, id: &str, what: &str) -> Result<()> {
    tx.emit(
        "memory.changed",
        Some(READ),
        json!({ "id": id, "what": what }),
    )
}
