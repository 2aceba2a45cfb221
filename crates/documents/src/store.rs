//! The rows: found by id, added and changed, always together with what depends on them: totals, the
//! search index, the versions, and the news for others.

use diesel::prelude::*;
use operation::{Instant, Result, Tx, View};
use serde_json::json;
use storage::{AnyConn, counters, search};

use crate::history::{self, Revision};
use crate::row::{DELETED, Row};
use crate::tables::documents;
use crate::{READ, id, texts};

/// The index table of `storage::search`.
pub(crate) const SEARCH: &str = "documents_search";

/// The counter of one of the owner's lists ([`Row::list`]).
pub(crate) fn counter(state: &str) -> String {
    format!("documents.{state}")
}

/// What the counters of the languages in a list begin with.
pub(crate) fn language_counters(state: &str) -> String {
    format!("documents.{state}.language.")
}

/// Under what the search index has the documents of one of the owner's lists: it can tell them apart without
/// looking at each, which is most of the time that a search takes.
pub(crate) fn indexed_under(owner: &str, state: &str) -> String {
    format!("{owner}/{state}")
}

/// The document that a caller named by its id or the beginning of it.
pub(crate) fn get(view: &mut View<'_>, name: &str) -> Result<Row> {
    let owner = view.owner().to_owned();
    id::find(view.conn, &owner, name, false)?.ok_or_else(id::unknown)
}

/// The same to be changed: nobody else changes it before this transaction ends.
pub(crate) fn lock(tx: &mut Tx<'_>, name: &str) -> Result<Row> {
    locked(tx, name, false)?.ok_or_else(id::unknown)
}

/// The same for a document in the trash, or not in it, if there is one.
pub(crate) fn locked(tx: &mut Tx<'_>, name: &str, deleted: bool) -> Result<Option<Row>> {
    let owner = tx.owner().to_owned();
    let Some(found) = id::find(tx.conn, &owner, name, deleted)? else {
        return Ok(None);
    };
    // An update to itself takes the lock of a row on PostgreSQL, and is next to nothing on SQLite.
    let row: Option<Row> = diesel::update(documents::table.find(found.seq))
        .set(documents::version.eq(documents::version))
        .returning(documents::table::all_columns())
        .get_result(tx.conn)
        .optional()?;
    Ok(row.filter(|row| (row.state == DELETED) == deleted))
}

/// Stores a new document.
pub(crate) fn insert(tx: &mut Tx<'_>, mut row: Row, text: &str) -> Result<Row> {
    row.seq = diesel::insert_into(documents::table)
        .values(&row)
        .returning(documents::seq)
        .get_result(tx.conn)?;
    history::begin(tx, &row, text)?;
    count(tx.conn, &row, 1)?;
    index(tx.conn, &row, text)?;
    tell(tx, &row, "created")?;
    Ok(row)
}

/// Stores what has become of the document `before`, with a new text if there is one; it counts as
/// changed now.
pub(crate) fn save(
    tx: &mut Tx<'_>,
    before: &Row,
    mut row: Row,
    revision: Option<Revision<'_>>,
    what: &str,
) -> Result<Row> {
    row.updated_at = Instant::from(tx.now());
    match revision {
        Some(revision) => {
            let new = revision.new;
            history::advance(tx, &mut row, revision)?;
            index(tx.conn, &row, new)?;
        }
        None if row.title != before.title => {
            let text = texts::get(tx.conn, row.seq)?;
            index(tx.conn, &row, &text)?;
        }
        None => {}
    }
    write(tx, before, row, what)
}

/// Stores a row that belongs to another list or language now, or was changed by [`save`].
pub(crate) fn write(tx: &mut Tx<'_>, before: &Row, mut row: Row, what: &str) -> Result<Row> {
    row.list().clone_into(&mut row.state);
    diesel::update(documents::table.find(row.seq))
        .set(&row)
        .execute(tx.conn)?;
    if row.state != before.state && before.state != DELETED && row.state != DELETED {
        let text = texts::get(tx.conn, row.seq)?;
        index(tx.conn, &row, &text)?;
    }
    if (&row.state, &row.language) != (&before.state, &before.language) {
        count(tx.conn, before, -1)?;
        count(tx.conn, &row, 1)?;
    }
    tell(tx, &row, what)?;
    Ok(row)
}

/// Makes a document findable by its words.
pub(crate) fn index(conn: &mut AnyConn, row: &Row, text: &str) -> Result<()> {
    let owner = indexed_under(&row.owner, row.list());
    Ok(search::put(
        conn, SEARCH, row.seq, &owner, &row.title, text,
    )?)
}

fn count(conn: &mut AnyConn, row: &Row, delta: i64) -> Result<()> {
    if row.state == DELETED {
        return Ok(());
    }
    counters::add(conn, &row.owner, &counter(&row.state), delta)?;
    let language = language_counters(&row.state) + &row.language;
    Ok(counters::add(conn, &row.owner, &language, delta)?)
}

/// Tells open pages and other capabilities what was done, and who did it.
pub(crate) fn tell(tx: &mut Tx<'_>, row: &Row, what: &str) -> Result<()> {
    tx.emit(
        "documents.changed",
        Some(READ),
        json!({ "id": row.id, "what": what, "version": row.version, "made_by": tx.caller().label() }),
    )
}
