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

/// The owner's counters whose names begin with `prefix` and that are not 0, the largest first: each with
/// the rest of its name.
///
/// # Errors
/// The database's.
pub fn largest(
    conn: &mut AnyConn,
    owner: &str,
    prefix: &str,
    limit: i64,
) -> QueryResult<Vec<(String, i64)>> {
    let found: Vec<(String, i64)> = counters::table
        .filter(counters::owner.eq(owner))
        .filter(counters::name.ge(prefix))
        .filter(counters::name.lt(above(prefix)))
        .filter(counters::value.ne(0))
        .order((counters::value.desc(), counters::name))
        .limit(limit)
        .select((counters::name, counters::value))
        .load(conn)?;
    let rest = |name: String| name.strip_prefix(prefix).unwrap_or(&name).to_owned();
    Ok(found
        .into_iter()
        .map(|(name, value)| (rest(name), value))
        .collect())
}

/// Drops the owner's counters whose names begin with `prefix`.
///
/// # Errors
/// The database's.
pub fn forget(conn: &mut AnyConn, owner: &str, prefix: &str) -> QueryResult<()> {
    let theirs = counters::table
        .filter(counters::owner.eq(owner))
        .filter(counters::name.ge(prefix))
        .filter(counters::name.lt(above(prefix)));
    diesel::delete(theirs).execute(conn)?;
    Ok(())
}

/// What lies above every name that begins with `prefix`.
fn above(prefix: &str) -> String {
    format!("{prefix}{}", char::MAX)
}
