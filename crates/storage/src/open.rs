//! Opens connections: files and their modes, pragmas, roles.

use std::fs::{DirBuilder, OpenOptions};
use std::path::Path;
use std::time::Duration;

use diesel::connection::SimpleConnection;
use diesel::{Connection, SqliteConnection};

use crate::{AnyConn, Location, OpenError};

/// What a connection is for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Role {
    Read,
    Write,
}

/// Makes the directory (0700) and the file (0600) when absent; existing ones keep their modes.
pub(crate) fn prepare(location: &Location) -> Result<(), OpenError> {
    let Location::Sqlite(file) = location else {
        return Ok(());
    };
    if let Some(directory) = file.parent() {
        make_private_dir(directory).map_err(|source| OpenError::Io {
            path: directory.to_owned(),
            source,
        })?;
    }
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(false);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    // SQLite gives its -wal and -shm files the mode of this one.
    options.open(file).map_err(|source| OpenError::Io {
        path: file.clone(),
        source,
    })?;
    Ok(())
}

/// Makes a directory that only its owner may enter; one that is there keeps its mode.
///
/// # Errors
/// The system's.
pub fn make_private_dir(directory: &Path) -> std::io::Result<()> {
    let mut builder = DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(directory)
}

/// How to open a connection, and open it again.
#[derive(Clone)]
pub(crate) struct Opener {
    pub(crate) location: Location,
    pub(crate) role: Role,
    /// How long SQLite waits for another process's lock.
    pub(crate) patience: Duration,
}

/// Opens one connection to a database that is there, and makes nothing where it is not.
pub(crate) fn existing(location: &Location) -> Result<AnyConn, OpenError> {
    let Location::Sqlite(file) = location else {
        return connect(&Opener {
            location: location.clone(),
            role: Role::Read,
            patience: PATIENCE,
        });
    };
    if !file.is_file() {
        return Err(OpenError::Absent(file.clone()));
    }
    let mut conn = SqliteConnection::establish(&uri(file, "mode=rw")?)?;
    conn.batch_execute(&format!(
        "PRAGMA busy_timeout = {}; PRAGMA query_only = ON; PRAGMA cache_size = -2000",
        PATIENCE.as_millis()
    ))?;
    Ok(AnyConn::Sqlite(conn))
}

/// How long a look from outside waits for the server's lock.
const PATIENCE: Duration = Duration::from_secs(5);

/// A path as SQLite's URI, with parameters: <https://www.sqlite.org/uri.html>.
pub(crate) fn uri(file: &Path, parameters: &str) -> Result<String, OpenError> {
    let file = std::path::absolute(file).map_err(|source| OpenError::Io {
        path: file.to_owned(),
        source,
    })?;
    let Some(name) = file.to_str() else {
        return Err(OpenError::PathNotUtf8(file));
    };
    let mut escaped = String::with_capacity(name.len());
    for c in name.chars() {
        match c {
            '%' => escaped.push_str("%25"),
            '?' => escaped.push_str("%3f"),
            '#' => escaped.push_str("%23"),
            other => escaped.push(other),
        }
    }
    Ok(format!("file:{escaped}?{parameters}"))
}

/// Opens one connection.
pub(crate) fn connect(opener: &Opener) -> Result<AnyConn, OpenError> {
    match &opener.location {
        Location::Sqlite(file) => sqlite(file, opener),
        #[cfg(feature = "postgres")]
        Location::Postgres(url) => Ok(AnyConn::Postgres(diesel::PgConnection::establish(url)?)),
        #[cfg(not(feature = "postgres"))]
        Location::Postgres(_) => Err(OpenError::NoPostgres),
    }
}

fn sqlite(file: &Path, opener: &Opener) -> Result<AnyConn, OpenError> {
    // Absolute, so that no name is taken for a `file:` URI or `:memory:`.
    let file = std::path::absolute(file).map_err(|source| OpenError::Io {
        path: file.to_owned(),
        source,
    })?;
    let Some(name) = file.to_str() else {
        return Err(OpenError::PathNotUtf8(file));
    };
    let mut conn = SqliteConnection::establish(name)?;
    // First of all, so that the other pragmas wait for a busy neighbour.
    conn.batch_execute(&format!(
        "PRAGMA busy_timeout = {}",
        opener.patience.as_millis()
    ))?;
    for pragma in [
        "PRAGMA journal_mode = WAL",
        // An acknowledged write survives a power cut (https://www.sqlite.org/pragma.html#pragma_synchronous).
        "PRAGMA synchronous = FULL",
        "PRAGMA foreign_keys = ON",
        // KiB: 2 MB a connection keep the hot pages without showing in the idle memory.
        "PRAGMA cache_size = -2000",
        // A burst of writes must not leave a huge WAL behind.
        "PRAGMA journal_size_limit = 16777216",
    ] {
        conn.batch_execute(pragma)?;
    }
    if opener.role == Role::Read {
        conn.batch_execute("PRAGMA query_only = ON")?;
    }
    Ok(AnyConn::Sqlite(conn))
}
