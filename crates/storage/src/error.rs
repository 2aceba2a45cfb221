//! What can go wrong: while opening ([`OpenError`]), and afterwards ([`Fault`]).

use std::path::PathBuf;

use diesel::result::{DatabaseErrorKind, Error};

/// Why a database could not be opened. The messages are for the person who starts Odysseus.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum OpenError {
    /// The database URL is of no known kind.
    #[error("the database URL must begin with postgres:// or sqlite: ({0} does not)")]
    UnknownUrl(String),
    /// A `postgres://` URL, and a binary without the driver.
    #[error(
        "this Odysseus was built without PostgreSQL; build it with `--features postgres`, or leave out the database URL to use the SQLite file"
    )]
    NoPostgres,
    /// The SQLite file's path is not UTF-8, which SQLite asks for.
    #[error("the path of the database, {}, is not UTF-8", .0.display())]
    PathNotUtf8(PathBuf),
    /// A directory or file could not be made, read or protected.
    #[error("{}: {source}", path.display())]
    Io {
        /// What was being worked on.
        path: PathBuf,
        /// Why it failed.
        source: std::io::Error,
    },
    /// There is no such file, and the caller did not want one to be made.
    #[error("there is no database {}", .0.display())]
    Absent(PathBuf),
    /// The database did not let us in.
    #[error("the database cannot be reached: {0}")]
    Connect(#[from] diesel::ConnectionError),
    /// A statement needed for opening failed.
    #[error("the database cannot be prepared: {0}")]
    Query(#[from] Error),
    /// A migration failed; nothing of it was kept.
    #[error("migration {version} failed, nothing of it was kept: {reason}")]
    Migration {
        /// `namespace/0001_name`.
        version: String,
        /// What the database said.
        reason: String,
    },
    /// Two schemas brought the same version.
    #[error("migration {0} exists twice; every schema needs a namespace of its own")]
    Duplicate(String),
    /// The text of an applied migration is not what it was.
    #[error(
        "migration {0} was changed after this database applied it. Migrations are append-only: undo the change and add a new one"
    )]
    Edited(String),
    /// The database holds migrations this binary does not know.
    #[error(
        "this database was written by a newer Odysseus ({0}). Start that version or a later one, or restore a backup made before the upgrade"
    )]
    Newer(String),
}

/// Why a read or a write did not happen. Nothing was stored (unless the connection to PostgreSQL
/// was cut during the commit: then nobody can tell).
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Fault {
    /// The database refused a statement or the commit.
    #[error(transparent)]
    Query(#[from] Error),
    /// The queue stayed full, or another process kept the file locked, for too long. Try again.
    #[error("the database is busy")]
    Busy,
    /// The database was closed.
    #[error("the database is closed")]
    Closed,
    /// The closure panicked; the panic's message went to the panic hook.
    #[error("a database job panicked")]
    Panicked,
}

impl Fault {
    /// The same fault once more: all jobs of a group learn why their one commit failed.
    pub(crate) fn again(&self) -> Fault {
        match self {
            Fault::Query(Error::DatabaseError(kind, info)) => {
                Fault::database(*kind, info.message().to_owned())
            }
            Fault::Query(other) => Fault::database(DatabaseErrorKind::Unknown, other.to_string()),
            Fault::Busy => Fault::Busy,
            Fault::Closed => Fault::Closed,
            Fault::Panicked => Fault::Panicked,
        }
    }

    /// A fault with the database's own words.
    pub(crate) fn database(kind: DatabaseErrorKind, message: String) -> Fault {
        Fault::Query(Error::DatabaseError(kind, Box::new(message)))
    }
}
