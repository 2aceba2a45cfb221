//! A look at a database from outside, that makes nothing and changes nothing.

use crate::backup::snapshot;
use crate::schema::Schema;
use crate::{AnyConn, Location, OpenError, migrate, open, per_backend};

/// Runs `f` on a connection of its own, which only reads. Blocks. A running server is not disturbed,
/// no table is brought up to date, and a database that is not there is not made.
///
/// # Errors
/// [`OpenError::Absent`], or why it cannot be opened.
pub fn look<T>(location: &Location, f: impl FnOnce(&mut AnyConn) -> T) -> Result<T, OpenError> {
    let mut conn = open::existing(location)?;
    Ok(f(&mut conn))
}

/// SQLite's own check of the whole file, without comparing indexes with their tables: some seconds a
/// gigabyte. PostgreSQL looks after itself. An `Err` is what is wrong.
///
/// # Errors
/// What is wrong, in the database's words.
pub fn quick_check(conn: &mut AnyConn) -> Result<(), String> {
    if per_backend! { &*conn, sqlite |_| true, postgres |_| false } {
        snapshot::check(conn, false)
    } else {
        Ok(())
    }
}

/// How a database's migrations compare with those of this binary.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Migrations {
    /// How many are applied.
    pub applied: usize,
    /// Those that the next start will apply.
    pub missing: Vec<String>,
    /// Those that are applied and not this binary's: a newer Odysseus, or one with other capabilities.
    pub unknown: Vec<String>,
    /// Those whose text is not the one that was applied.
    pub edited: Vec<String>,
}

impl Migrations {
    /// Compares; `schemas` are those that [`Database::open`](crate::Database::open) is given.
    ///
    /// # Errors
    /// The database's.
    pub fn compare(conn: &mut AnyConn, schemas: &[&Schema]) -> Result<Migrations, OpenError> {
        let plan = migrate::plan(conn, schemas)?;
        let mut applied = migrate::applied(conn)?;
        let mut found = Migrations {
            applied: applied.len(),
            missing: Vec::new(),
            unknown: Vec::new(),
            edited: Vec::new(),
        };
        for step in plan {
            match applied.remove(&step.version) {
                None => found.missing.push(step.version),
                Some(checksum) if checksum != step.checksum => found.edited.push(step.version),
                Some(_) => {}
            }
        }
        found.unknown = applied.into_keys().collect();
        Ok(found)
    }
}
