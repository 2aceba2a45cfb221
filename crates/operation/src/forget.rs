//! What this crate keeps of an owner, dropped when they are deleted.

use diesel::prelude::*;
use storage::AnyConn;

use crate::Result;
use crate::tables::{approvals, audit, idempotency, jobs};

/// Drops everything that is kept here of the owner: their record, questions, jobs and stored answers.
///
/// # Errors
/// Faults alone.
pub fn forget_owner(conn: &mut AnyConn, owner: &str) -> Result<()> {
    diesel::delete(audit::table.filter(audit::owner.eq(owner))).execute(conn)?;
    diesel::delete(approvals::table.filter(approvals::owner.eq(owner))).execute(conn)?;
    diesel::delete(jobs::table.filter(jobs::owner.eq(owner))).execute(conn)?;
    // Answers to their tokens are under the tokens' ids, and go within a day.
    let person = format!("user:{owner}");
    diesel::delete(idempotency::table.filter(idempotency::caller.eq(person))).execute(conn)?;
    Ok(())
}
