//! Why there is no backup, or nothing was restored: sentences for the person who wanted it.

use std::io;
use std::path::{Path, PathBuf};

use super::{SHORTEST_PASSPHRASE, in_words};
use crate::OpenError;
use crate::seal::KeyError;

/// Why no backup was made. Nothing is left behind, and an older file of that name is untouched.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum BackupError {
    /// The data is not in a file.
    #[error(
        "this Odysseus keeps its data in PostgreSQL: back that up with `pg_dump --format=custom`, and copy the folder `files` and the sealing key of the data directory beside it"
    )]
    Postgres,
    /// The file is there already.
    #[error("{} exists already, and is left as it is", .0.display())]
    Exists(PathBuf),
    /// The place for the backup is not usable.
    #[error("{} {reason}", path.display())]
    Place {
        /// Where the backup was to go.
        path: PathBuf,
        /// What is wrong with it.
        reason: &'static str,
    },
    /// The disk is too full.
    #[error(
        "there are {} free where {} is to be written, and up to {} are needed for it: free some space, or choose another disk",
        in_words(*.free), path.display(), in_words(*.needed)
    )]
    NoSpace {
        /// Where the backup was to go.
        path: PathBuf,
        /// Bytes needed at most.
        needed: u64,
        /// Bytes that are free.
        free: u64,
    },
    /// A file could not be read or written.
    #[error("{}: {source}", path.display())]
    Io {
        /// Which one.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// The database could not be copied.
    #[error("{0}")]
    Open(#[from] OpenError),
    /// SQLite refused the copy, or found the copy faulty.
    #[error("the database cannot be backed up as it is: {0}. `odysseus doctor` tells more")]
    Database(String),
    /// What was written does not read back.
    #[error("the backup was written and does not read back, so it was removed: {0}")]
    Unreadable(Box<RestoreError>),
    /// There is no sealing key to put in.
    #[error(
        "there is no sealing key in the data directory or in ODYSSEUS_SEALING_KEY to put into the backup"
    )]
    NoKey,
    /// The sealing key cannot be read.
    #[error(transparent)]
    Key(#[from] KeyError),
    /// The passphrase protects nothing.
    #[error(
        "the passphrase must have at least {SHORTEST_PASSPHRASE} characters: whoever has the backup can try as many as they like"
    )]
    ShortPassphrase,
    /// The key could not be wrapped.
    #[error("the sealing key cannot be wrapped: {0}")]
    Wrap(String),
}

impl BackupError {
    pub(super) fn io(path: &Path) -> impl FnOnce(io::Error) -> BackupError {
        let path = path.to_owned();
        move |source| BackupError::Io { path, source }
    }
}

/// Why nothing was restored. The directory is as it was.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum RestoreError {
    /// The file cannot be read, or the directory not be written.
    #[error("{}: {source}", path.display())]
    Io {
        /// Which one.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// Something else altogether.
    #[error("{} is no backup made by Odysseus", .0.display())]
    NoBackup(PathBuf),
    /// It is not as it was written.
    #[error(
        "the backup is damaged ({0}), so nothing was restored: take another copy of it, or an older backup"
    )]
    Damaged(String),
    /// Its form is unknown to this binary.
    #[error(
        "this backup was made by a newer Odysseus ({version}); restore it with that version or a later one"
    )]
    Newer {
        /// The version that made it.
        version: String,
    },
    /// The directory has something in it.
    #[error(
        "{} is not empty, and nothing in it was touched: restore into a directory that is empty or not there yet", .0.display()
    )]
    NotEmpty(PathBuf),
    /// The directory cannot be put in place in one step.
    #[error(
        "{} is a mount point, which cannot be put in place in one step: restore into a directory inside it", .0.display()
    )]
    MountPoint(PathBuf),
    /// The disk is too full.
    #[error(
        "there are {} free where {} is to be, and {} are needed", in_words(*.free), path.display(), in_words(*.needed)
    )]
    NoSpace {
        /// The directory.
        path: PathBuf,
        /// Bytes needed.
        needed: u64,
        /// Bytes that are free.
        free: u64,
    },
    /// A passphrase for a backup without a key.
    #[error(
        "this backup holds no sealing key, so there is nothing that a passphrase opens: leave it out"
    )]
    NoKeyInside,
    /// The key does not open.
    #[error("the passphrase does not open the sealing key in this backup; nothing was restored")]
    WrongPassphrase,
    /// The unpacked database does not open.
    #[error("the database in the backup cannot be used: {0}")]
    Open(#[from] OpenError),
}

impl RestoreError {
    pub(super) fn io(path: &Path) -> impl FnOnce(io::Error) -> RestoreError {
        let path = path.to_owned();
        move |source| RestoreError::Io { path, source }
    }

    pub(super) fn damaged(what: impl std::fmt::Display) -> RestoreError {
        RestoreError::Damaged(what.to_string())
    }
}
