//! What tells whether the house is well: late jobs, and records from the future.

use diesel::dsl::{count_star, min};
use diesel::prelude::*;
use jiff::Timestamp;
use storage::AnyConn;

use crate::tables::{audit, jobs};
use crate::{Instant, Result};

/// Records by their time have no index.
const LOOKED_AT: i64 = 1_000;

/// How many jobs were to run before that time and have not ended, and since when the oldest waits.
///
/// # Errors
/// Faults alone.
pub fn late_jobs(conn: &mut AnyConn, before: Timestamp) -> Result<(i64, Option<Instant>)> {
    let (count, oldest): (i64, Option<i64>) = jobs::table
        .filter(jobs::run_at.lt(before.as_millisecond()))
        .select((count_star(), min(jobs::run_at)))
        .first(conn)?;
    Ok((count, oldest.map(Instant)))
}

/// The latest time at which one of the last calls on record was made: later than now when the clock
/// was wrong then, or is now.
///
/// # Errors
/// Faults alone.
pub fn latest_record(conn: &mut AnyConn) -> Result<Option<Instant>> {
    let last: Vec<i64> = audit::table
        .select(audit::at)
        .order(audit::seq.desc())
        .limit(LOOKED_AT)
        .load(conn)?;
    Ok(last.into_iter().max().map(Instant))
}
