//! What an archive says about itself: `manifest.json`, and the archive's comment.
//!
//! An archive is a zip file with
//! - `odysseus.db`: the SQLite database, vacuumed;
//! - `files/…`: the files of the data directory that are not in the database;
//! - `manifest.json`: this [`Manifest`];
//! - a comment whose last 64 characters are the SHA-256 (hexadecimal) of everything before them, so that
//!   a changed bit anywhere is found.
//!
//! What is never in it: the sealing key as it is, the write-ahead log, other backups.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::WrappedKey;

/// The form of archives that this binary writes; it reads this one and older ones.
pub const FORMAT: u32 = 1;

/// The name of the database in an archive and in a data directory.
pub const DATABASE: &str = "odysseus.db";
pub(super) const MANIFEST: &str = "manifest.json";
/// Everything below it is a file of ours.
pub(super) const FILES: &str = "files";

/// What is in an archive.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Manifest {
    /// See [`FORMAT`].
    pub format: u32,
    /// The version of the Odysseus that made it.
    pub odysseus: String,
    /// When its making began, ISO 8601 UTC: everything acknowledged by then is in it.
    pub created_at: String,
    /// The migrations that the database has, with the SHA-256 of their text.
    pub migrations: BTreeMap<String, String>,
    /// How many rows each table of the database has.
    pub tables: BTreeMap<String, u64>,
    /// Every other file of the archive, by its name.
    pub files: BTreeMap<String, FileFacts>,
    /// The fingerprint of the key that sealed the secrets in the database, where there was one.
    pub key_fingerprint: Option<String>,
    /// That key, if it was wanted in the backup, locked with a passphrase.
    pub key: Option<WrappedKey>,
}

/// A file in an archive.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileFacts {
    /// Bytes, unpacked.
    pub size: u64,
    /// SHA-256 of them, in hexadecimal.
    pub sha256: String,
}

impl Manifest {
    /// How many rows there are in all tables.
    pub fn rows(&self) -> u64 {
        self.tables.values().sum()
    }

    /// How many bytes it takes unpacked.
    pub fn unpacked(&self) -> u64 {
        let sizes = self.files.values().map(|file| file.size);
        sizes.fold(0, u64::saturating_add)
    }
}

/// What every form of the manifest has.
#[derive(Deserialize)]
pub(super) struct AnyManifest {
    pub(super) format: u32,
    pub(super) odysseus: String,
}
