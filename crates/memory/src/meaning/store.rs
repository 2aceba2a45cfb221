//! The vectors of texts, kept beside them.

use diesel::prelude::*;
use diesel::{dsl::count_star, dsl::exists, dsl::not, upsert::excluded};
use operation::{Result, Tx};
use storage::{AnyConn, each_backend};

use super::config::Config;
use super::job::JOB;
use super::vector::Vector;
use crate::tables::{memories, memory_vectors};

/// Has the owner's new texts read once this transaction is committed, where meaning is on.
pub(crate) fn read_later(tx: &mut Tx<'_>) -> Result<()> {
    let owner = tx.owner().to_owned();
    if Config::is_on(tx.conn)? {
        let now = tx.now();
        tx.schedule(JOB, &owner, now, &())?;
    }
    Ok(())
}

/// Has all texts of all owners read anew.
pub(super) fn read_all_later(tx: &mut Tx<'_>) -> Result<()> {
    let owners: Vec<String> = memories::table
        .select(memories::owner)
        .distinct()
        .load(tx.conn)?;
    let now = tx.now();
    for owner in owners {
        tx.schedule(JOB, &owner, now, &())?;
    }
    Ok(())
}

/// Drops the vector of a row that is deleted or has another text now.
pub(crate) fn forget(conn: &mut AnyConn, seq: i64) -> Result<()> {
    diesel::delete(memory_vectors::table.find(seq)).execute(conn)?;
    Ok(())
}

/// Drops everything of an owner who is deleted.
pub(crate) fn forget_owner(tx: &mut Tx<'_>, owner: &str) -> Result<()> {
    diesel::delete(memory_vectors::table.filter(memory_vectors::owner.eq(owner)))
        .execute(tx.conn)?;
    tx.cancel(JOB, owner)
}

/// Drops all vectors: those of another model are of no use.
pub(super) fn forget_all(conn: &mut AnyConn) -> Result<()> {
    diesel::delete(memory_vectors::table).execute(conn)?;
    Ok(())
}

/// The owner's next texts after `seq` that this model has not read, with their keys.
pub(super) fn unread(
    conn: &mut AnyConn,
    owner: &str,
    model: &str,
    after: i64,
    most: i64,
) -> Result<Vec<(i64, String)>> {
    let read = memory_vectors::table
        .filter(memory_vectors::seq.eq(memories::seq))
        .filter(memory_vectors::model.eq(model));
    Ok(memories::table
        .filter(memories::owner.eq(owner))
        .filter(memories::seq.gt(after))
        .filter(not(exists(read)))
        .order(memories::seq)
        .limit(most)
        .select((memories::seq, memories::text))
        .load(conn)?)
}

/// Stores what a text means, unless it has been changed or deleted since it was read.
pub(super) fn put(
    tx: &mut Tx<'_>,
    owner: &str,
    model: &str,
    (seq, text): &(i64, String),
    vector: &Vector,
) -> Result<()> {
    let unchanged = memories::table
        .filter(memories::owner.eq(owner))
        .filter(memories::seq.eq(seq))
        .filter(memories::text.eq(text));
    // An update to itself takes the lock of a row on PostgreSQL.
    let locked = diesel::update(unchanged)
        .set(memories::uses.eq(memories::uses))
        .execute(tx.conn)?;
    if locked == 0 {
        return Ok(());
    }
    let row = (
        memory_vectors::seq.eq(seq),
        memory_vectors::owner.eq(owner),
        memory_vectors::model.eq(model),
        memory_vectors::vector.eq(vector.to_bytes()),
    );
    each_backend!(&mut *tx.conn, |c| diesel::insert_into(
        memory_vectors::table
    )
    .values(row)
    .on_conflict(memory_vectors::seq)
    .do_update()
    .set((
        memory_vectors::model.eq(excluded(memory_vectors::model)),
        memory_vectors::vector.eq(excluded(memory_vectors::vector)),
    ))
    .execute(c))?;
    Ok(())
}

/// How many texts there are, of all owners, and how many of them this model has read.
pub(super) fn progress(conn: &mut AnyConn, model: &str) -> Result<(i64, i64)> {
    let all: i64 = memories::table.select(count_star()).first(conn)?;
    let read: i64 = memory_vectors::table
        .filter(memory_vectors::model.eq(model))
        .select(count_star())
        .first(conn)?;
    Ok((all, read))
}
