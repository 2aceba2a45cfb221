//! A capability's tables: its migrations for both databases, and how their text is read.

use std::sync::mpsc;

use diesel::connection::{InstrumentationEvent, SimpleConnection};
use diesel::migration::MigrationSource;
use diesel::sqlite::Sqlite;
use diesel::{Connection, SqliteConnection};
use diesel_migrations::EmbeddedMigrations;
use sha2::{Digest, Sha256};

use crate::OpenError;

/// A crate's migrations. Its tables belong to that crate alone.
///
/// ```ignore
/// use storage::{Schema, diesel_migrations, embed_migrations};
///
/// pub const SCHEMA: Schema = Schema {
///     namespace: "todos",
///     sqlite: embed_migrations!("migrations/sqlite"),
///     postgres: embed_migrations!("migrations/postgres"),
/// };
/// ```
///
/// `diesel_migrations` must be in scope (the macro names it), and the crate needs a `build.rs`
/// that prints `cargo:rerun-if-changed=migrations`, or a new folder is not noticed.
/// Folders are `0001_what_it_does/up.sql`; there are no `down.sql`. Every migration runs in its own
/// transaction, with foreign keys off on SQLite (so that a table can be rebuilt as its manual
/// says) and checked before the commit. Applied ones are never edited: their checksums are compared
/// at every start.
pub struct Schema {
    /// Goes before every version (`todos/0001_todos`), so that two crates never clash.
    pub namespace: &'static str,
    /// The SQLite migrations.
    pub sqlite: EmbeddedMigrations,
    /// The PostgreSQL migrations, under the same names.
    pub postgres: EmbeddedMigrations,
}

/// Trash and counters. [`Database::open`](crate::Database::open) applies it by itself, first.
pub static SCHEMA: Schema = Schema {
    namespace: "storage",
    sqlite: diesel_migrations::embed_migrations!("migrations/sqlite"),
    postgres: diesel_migrations::embed_migrations!("migrations/postgres"),
};

/// One migration, as it is applied and remembered.
pub(crate) struct Step {
    pub(crate) version: String,
    pub(crate) sql: String,
    pub(crate) checksum: String,
}

/// Reads a schema's migrations in their order.
///
/// Embedded migrations do not show their text, but hand it to the connection that runs them. A
/// private one listens: in memory, and read-only, so that it stops at the first statement.
pub(crate) fn steps(
    namespace: &str,
    migrations: &EmbeddedMigrations,
) -> Result<Vec<Step>, OpenError> {
    let (heard, texts) = mpsc::channel();
    let mut listener = SqliteConnection::establish(":memory:")?;
    listener.batch_execute("PRAGMA query_only = ON")?;
    listener.set_instrumentation(move |event: InstrumentationEvent<'_>| {
        if let InstrumentationEvent::StartQuery { query, .. } = event {
            // The receiver outlives the connection.
            let _ = heard.send(query.to_string());
        }
    });
    let unreadable = |version: &str, reason: String| OpenError::Migration {
        version: version.to_owned(),
        reason,
    };
    let source: Result<Vec<_>, _> = MigrationSource::<Sqlite>::migrations(migrations);
    let source = source.map_err(|error| unreadable(namespace, error.to_string()))?;
    let mut steps = Vec::with_capacity(source.len());
    for migration in source {
        let version = format!("{namespace}/{}", migration.name());
        // Expected to fail: read-only, and half of them are written for PostgreSQL.
        let _ = migration.run(&mut listener);
        let Ok(sql) = texts.try_recv() else {
            return Err(unreadable(&version, "its text cannot be read".to_owned()));
        };
        let checksum = checksum(&sql);
        steps.push(Step {
            version,
            sql,
            checksum,
        });
    }
    Ok(steps)
}

/// SHA-256 in hexadecimal; a checkout with other line ends is the same text.
fn checksum(sql: &str) -> String {
    let digest = Sha256::digest(sql.replace("\r\n", "\n"));
    digest.iter().map(|byte| format!("{byte:02x}")).collect()
}
