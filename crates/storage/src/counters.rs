//! Totals kept in the transaction that changes what they count, so that a list need not count.

use diesel::prelude::*;

use crate::tables::counters;
use crate::{AnyConn, each_backend};

/// Adds `delta` (may be negative) to the owner's counter; one that does not exist is 0.
///
/// # Errors
/// The database's.
pub fn add(conn: &mut AnyConn, owner: &str, name: &str, delta: i64) -> QueryResult<()> {
    let row = (
        counters::owner.eq(owner),
        counters::name.eq(name),
        counters::value.eq(delta),
    );
    each_backend!(conn, |c| diesel::insert_into(counters::table)
        .values(row)
        .on_conflict((counters::owner, counters::name))
        .do_update()
        .set(counters::value.eq(counters::value + delta))
        .execute(c))?;
    Ok(())
}

/// The owner's counter, 0 when there is none.
///
/// # Errors
/// The database's.
pub fn get(conn: &mut AnyConn, owner: &str, name: &str) -> QueryResult<i64> {
    let value = counters::table
        .find((owner, name))
        .select(counters::value)
        .first(conn)
        .optional()?;
    Ok(value.unwrap_or(0))
}

/// Sets the owner's counter.
///
/// # Errors
/// The database's.
pub fn set(conn: &mut AnyConn, owner: &str, name: &str, value: i64) -> QueryResult<()> {
    let row = (
        counters::owner.eq(owner),
        counters::name.eq(name),
        counters::value.eq(value),
    );
    each_backend!(conn, |c| diesel::insert_into(counters::table)
        .values(row)
        .on_conflict((counters::owner, counters::name))
        .do_update()
        .set(counters::value.eq(value))
        .execute(c))?;
    Ok(())
}
