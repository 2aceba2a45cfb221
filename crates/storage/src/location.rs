//! Where the database is.

use std::fmt;
use std::path::{Path, PathBuf};

use crate::OpenError;

/// Where the database is. `Display` and `Debug` leave out a URL's user and password.
#[derive(Clone, PartialEq, Eq)]
pub enum Location {
    /// The SQLite file; it and its directory are made when absent.
    Sqlite(PathBuf),
    /// A `postgres://` URL. The database must exist; its tables are made.
    Postgres(String),
}

impl Location {
    /// Reads `--database-url`: `postgres://…`, `sqlite:PATH` (relative paths are in `data_dir`), or
    /// nothing for the file `odysseus.db` in `data_dir`.
    ///
    /// # Errors
    /// [`OpenError::UnknownUrl`] for any other scheme.
    pub fn parse(url: Option<&str>, data_dir: &Path) -> Result<Location, OpenError> {
        let Some(url) = url else {
            return Ok(Location::Sqlite(data_dir.join("odysseus.db")));
        };
        if url.starts_with("postgres://") || url.starts_with("postgresql://") {
            return Ok(Location::Postgres(url.to_owned()));
        }
        match url.strip_prefix("sqlite:") {
            Some(path) if !path.trim_start_matches("//").is_empty() => {
                let path = path.strip_prefix("//").unwrap_or(path);
                Ok(Location::Sqlite(data_dir.join(path)))
            }
            _ => Err(OpenError::UnknownUrl(without_credentials(url))),
        }
    }
}

/// The URL without user, password and options, also when the password was not percent-encoded.
fn without_credentials(url: &str) -> String {
    let Some((scheme, rest)) = url.split_once("://") else {
        return url.to_owned();
    };
    let place = rest.split('?').next().unwrap_or_default();
    match place.rsplit_once('@') {
        Some((_, host)) => format!("{scheme}://{host}"),
        // A `?` inside the password: nothing here is safe to show.
        None if rest.contains('@') => format!("{scheme}://…"),
        None => format!("{scheme}://{place}"),
    }
}

impl fmt::Display for Location {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Location::Sqlite(path) => write!(f, "{}", path.display()),
            Location::Postgres(url) => f.write_str(&without_credentials(url)),
        }
    }
}

impl fmt::Debug for Location {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}
