//! Deleted items, kept whole until they are restored or too old.

use diesel::prelude::*;
use diesel::result::Error;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::tables::trash;
use crate::{AnyConn, each_backend};

/// One line of the list of deleted items.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = trash)]
pub struct Entry {
    /// The item's own id.
    pub id: String,
    /// What the person knew it by.
    pub title: String,
    /// Milliseconds UTC.
    pub deleted_at: i64,
}

/// Puts a snapshot of an item into the trash, in the transaction that deletes it. `kind` is the
/// capability's word for it (`todo`); an older snapshot of the same id is replaced.
///
/// # Errors
/// The database's, or that the item does not serialise.
pub fn bury(
    conn: &mut AnyConn,
    owner: &str,
    kind: &str,
    id: &str,
    title: &str,
    item: &impl Serialize,
    at_ms: i64,
) -> QueryResult<()> {
    let item = serde_json::to_string(item).map_err(|e| Error::SerializationError(Box::new(e)))?;
    let snapshot = (
        trash::title.eq(title),
        trash::item.eq(item),
        trash::deleted_at.eq(at_ms),
    );
    let key = (
        trash::owner.eq(owner),
        trash::kind.eq(kind),
        trash::id.eq(id),
    );
    each_backend!(conn, |c| diesel::insert_into(trash::table)
        .values((key, snapshot.clone()))
        .on_conflict((trash::owner, trash::kind, trash::id))
        .do_update()
        .set(snapshot)
        .execute(c))?;
    Ok(())
}

/// The owner's deleted items of a kind, the latest first; `before` is the `(deleted_at, id)` of the
/// last one already seen.
///
/// # Errors
/// The database's.
pub fn list(
    conn: &mut AnyConn,
    owner: &str,
    kind: &str,
    limit: i64,
    before: Option<(i64, &str)>,
) -> QueryResult<Vec<Entry>> {
    let mut query = trash::table
        .filter(trash::owner.eq(owner).and(trash::kind.eq(kind)))
        .order((trash::deleted_at.desc(), trash::id.desc()))
        .limit(limit)
        .select((trash::id, trash::title, trash::deleted_at))
        .into_boxed::<crate::MultiBackend>();
    if let Some((at, id)) = before {
        let older = trash::deleted_at.lt(at);
        query = query.filter(older.or(trash::deleted_at.eq(at).and(trash::id.lt(id))));
    }
    query.load(conn)
}

/// The owner's deleted items of a kind whose id lies in `from..to`, the lowest first.
///
/// # Errors
/// The database's.
pub fn range(
    conn: &mut AnyConn,
    owner: &str,
    kind: &str,
    from: &str,
    to: &str,
    limit: i64,
) -> QueryResult<Vec<Entry>> {
    trash::table
        .filter(trash::owner.eq(owner).and(trash::kind.eq(kind)))
        .filter(trash::id.ge(from).and(trash::id.lt(to)))
        .order(trash::id)
        .limit(limit)
        .select((trash::id, trash::title, trash::deleted_at))
        .load(conn)
}

/// Takes an item out of the trash, to be stored again in the same transaction.
///
/// # Errors
/// The database's, or that the snapshot is not a `T`.
pub fn exhume<T: DeserializeOwned>(
    conn: &mut AnyConn,
    owner: &str,
    kind: &str,
    id: &str,
) -> QueryResult<Option<T>> {
    let item: Option<String> = diesel::delete(trash::table.find((owner, kind, id)))
        .returning(trash::item)
        .get_result(conn)
        .optional()?;
    item.map(|item| serde_json::from_str(&item))
        .transpose()
        .map_err(|error| Error::DeserializationError(Box::new(error)))
}

/// Drops what was deleted before `before_ms`, of all owners; answers how many.
///
/// # Errors
/// The database's.
pub fn purge(conn: &mut AnyConn, before_ms: i64) -> QueryResult<usize> {
    diesel::delete(trash::table.filter(trash::deleted_at.lt(before_ms))).execute(conn)
}

/// Drops one item for good; `false` when it was not there.
///
/// # Errors
/// The database's.
pub fn forget(conn: &mut AnyConn, owner: &str, kind: &str, id: &str) -> QueryResult<bool> {
    let dropped = diesel::delete(trash::table.find((owner, kind, id))).execute(conn)?;
    Ok(dropped > 0)
}
