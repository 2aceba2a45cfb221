//! Whether all is well: one check a file, each a sentence and, where it is not, what to do.

mod backup;
mod check;
mod clock;
mod database;
mod details;
mod disk;
mod jobs;
mod key;
mod migrations;
mod server;

use std::path::Path;
use std::time::Instant;

use jiff::Timestamp;
use operation::{Access, Capability};
use storage::seal::Sealer;
use storage::{AnyConn, Location, Schema};

pub use check::{Check, State};
pub use key::WRONG_KEY;

pub(crate) fn capability() -> Capability {
    // The program's own start, near enough.
    let started = Instant::now();
    Capability {
        name: "health",
        operations: vec![details::operation(started).access(Access::Admin).instance()],
        ..Capability::default()
    }
}

/// What is looked at.
pub struct Subject<'a> {
    /// The data directory.
    pub data_dir: &'a Path,
    /// The database.
    pub location: &'a Location,
    /// The sealing key: none, or why it cannot be used.
    pub sealer: Result<Option<Sealer>, String>,
    /// The tables of this binary.
    pub schemas: &'a [&'a Schema],
    /// The current time.
    pub now: Timestamp,
    /// Whether the whole database file is read.
    pub deep: bool,
}

/// Looks at everything that can be seen without a running server, and changes nothing.
#[must_use]
pub fn examine(subject: &Subject<'_>) -> Vec<Check> {
    match storage::look(subject.location, |conn| with_database(conn, subject)) {
        Ok(checks) => checks,
        Err(error) => vec![
            database::unusable(&error.to_string()),
            disk::check(&[subject.data_dir], 0),
        ],
    }
}

/// The checks, on a database that opens.
fn with_database(conn: &mut AnyConn, subject: &Subject<'_>) -> Vec<Check> {
    let (migrations, complete) = migrations::check(conn, subject);
    let mut checks = vec![database::check(conn, subject), migrations];
    let size = database::size(subject.location).unwrap_or_default();
    if !complete {
        // The tables that the others read are not all there.
        checks.push(disk::check(&[subject.data_dir], size));
        return checks;
    }
    let folder = backup::folder(conn, subject);
    checks.extend([
        disk::check(&[subject.data_dir, &folder], size),
        key::check(conn, subject),
        backup::check(conn, subject, &folder),
        jobs::check(conn, subject),
        clock::check(conn, subject),
    ]);
    checks
}
