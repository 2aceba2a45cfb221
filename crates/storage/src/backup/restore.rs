//! Makes a data directory of a backup.

use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use diesel::connection::SimpleConnection;

use super::manifest::{DATABASE, Manifest};
use super::temporary::{Temporary, sync_directory_of};
use super::{Archive, PIECE, RestoreError, free_bytes, private_file, snapshot};
use crate::canary::{self, Fit};
use crate::open::{Opener, Role, connect, make_private_dir};
use crate::seal::{KEY_FILE, Sealer};
use crate::{Location, OpenError, Schema, migrate};

/// What became of the sealing key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyState {
    /// It was in the backup, and is in the directory now.
    Restored,
    /// It is in the backup, and no passphrase was given.
    Locked,
    /// It is not in the backup.
    Absent,
}

/// What was restored.
#[derive(Debug)]
pub struct Restored {
    /// What the archive says of itself; every table was compared with it.
    pub manifest: Manifest,
    /// The sealing key.
    pub key: KeyState,
}

/// Restores `archive` into the directory `into`, which must be absent or empty: checks everything,
/// unpacks beside it, reads the database back table by table, brings its tables up to date, and only
/// then puts the directory in place. Blocks.
///
/// # Errors
/// [`RestoreError`]; `into` is then as it was.
pub fn restore(
    archive: &Path,
    into: &Path,
    passphrase: Option<&str>,
    schemas: &[&Schema],
) -> Result<Restored, RestoreError> {
    let into = std::path::absolute(into).map_err(RestoreError::io(into))?;
    check_place(&into)?;
    let mut archive = Archive::open(archive)?;
    let manifest = archive.manifest().clone();
    let key = match (&manifest.key, passphrase) {
        (None, Some(_)) => return Err(RestoreError::NoKeyInside),
        (None, None) => None,
        (Some(_), None) => None,
        (Some(key), Some(passphrase)) => Some(
            key.unwrap(passphrase)
                .ok_or(RestoreError::WrongPassphrase)?,
        ),
    };

    let made = Parents::make(&into)?;
    check_space(&into, manifest.unpacked())?;
    let stage = Temporary::beside(&into, "restoring").map_err(RestoreError::io(&into))?;
    make_private_dir(stage.path()).map_err(RestoreError::io(stage.path()))?;
    for (name, facts) in &manifest.files {
        let path = stage.path().join(name);
        if let Some(folder) = path.parent() {
            make_private_dir(folder).map_err(RestoreError::io(folder))?;
        }
        let file = private_file(&path).map_err(RestoreError::io(&path))?;
        let mut buffered = BufWriter::with_capacity(PIECE, file);
        archive.unpack(name, facts, &mut buffered)?;
        into_disk(buffered).map_err(RestoreError::io(&path))?;
    }
    if let Some(text) = &key {
        let path = stage.path().join(KEY_FILE);
        let mut file = private_file(&path).map_err(RestoreError::io(&path))?;
        writeln!(file, "{text}")
            .and_then(|()| file.sync_all())
            .map_err(RestoreError::io(&path))?;
    }
    read_back(stage.path(), &manifest, key.as_deref(), schemas)?;
    sync_directory_of(&stage.path().join(DATABASE)).map_err(RestoreError::io(stage.path()))?;
    stage.replace(&into).map_err(RestoreError::io(&into))?;
    made.keep();
    let key = match (key, &manifest.key) {
        (Some(_), _) => KeyState::Restored,
        (None, Some(_)) => KeyState::Locked,
        (None, None) => KeyState::Absent,
    };
    Ok(Restored { manifest, key })
}

/// Absent, or an empty directory on the file system that it lies on.
fn check_place(into: &Path) -> Result<(), RestoreError> {
    let mut entries = match fs::read_dir(into) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        other => other.map_err(RestoreError::io(into))?,
    };
    if entries.next().is_some() {
        return Err(RestoreError::NotEmpty(into.to_owned()));
    }
    #[cfg(unix)]
    {
        use std::os::unix::fs::MetadataExt;
        let device = |path: &Path| fs::metadata(path).map(|found| found.dev());
        let parent = into.parent().unwrap_or(into);
        let same = device(into).and_then(|here| Ok(here == device(parent)?));
        if parent == into || !same.map_err(RestoreError::io(into))? {
            return Err(RestoreError::MountPoint(into.to_owned()));
        }
    }
    Ok(())
}

fn check_space(into: &Path, needed: u64) -> Result<(), RestoreError> {
    let parent = into.parent().unwrap_or(into);
    let free = free_bytes(parent).map_err(RestoreError::io(parent))?;
    if free < needed {
        return Err(RestoreError::NoSpace {
            path: into.to_owned(),
            needed,
            free,
        });
    }
    Ok(())
}

/// Compares every table with the manifest, then brings the tables up to date as a start would.
fn read_back(
    stage: &Path,
    manifest: &Manifest,
    key: Option<&str>,
    schemas: &[&Schema],
) -> Result<(), RestoreError> {
    let file = stage.join(DATABASE);
    let facts = snapshot::facts(&file).map_err(RestoreError::damaged)?;
    if facts.tables != manifest.tables || facts.migrations != manifest.migrations {
        return Err(RestoreError::damaged(
            "the database in it has other rows than its manifest says",
        ));
    }
    let mut conn = connect(&Opener {
        location: Location::Sqlite(file),
        role: Role::Write,
        patience: std::time::Duration::from_secs(5),
    })?;
    migrate::migrate(&mut conn, schemas)?;
    snapshot::check(&mut conn, true).map_err(RestoreError::damaged)?;
    if let Some(text) = key {
        let fits = Sealer::from_text(text, "in the backup")
            .ok()
            .map(|sealer| canary::fit(&mut conn, &sealer))
            .transpose()
            .map_err(OpenError::from)?;
        if !matches!(fits, Some(Fit::Fits | Fit::Unknown)) {
            return Err(RestoreError::damaged(
                "the sealing key in it does not fit its database",
            ));
        }
    }
    // The last connection takes the write-ahead log with it.
    conn.batch_execute("PRAGMA wal_checkpoint(TRUNCATE)")
        .map_err(OpenError::from)?;
    Ok(())
}

fn into_disk(buffered: BufWriter<File>) -> io::Result<()> {
    buffered
        .into_inner()
        .map_err(io::IntoInnerError::into_error)?
        .sync_all()
}

/// The directories above the restored one that had to be made; gone again unless kept.
struct Parents(Vec<PathBuf>);

impl Parents {
    fn make(into: &Path) -> Result<Parents, RestoreError> {
        let missing: Vec<PathBuf> = into
            .ancestors()
            .skip(1)
            .take_while(|parent| !parent.exists())
            .map(Path::to_owned)
            .collect();
        let parents = Parents(missing);
        if let Some(parent) = parents.0.first() {
            fs::create_dir_all(parent).map_err(RestoreError::io(parent))?;
        }
        Ok(parents)
    }

    fn keep(mut self) {
        self.0.clear();
    }
}

impl Drop for Parents {
    fn drop(&mut self) {
        for parent in &self.0 {
            // Somebody may have put something into it.
            let _ = fs::remove_dir(parent);
        }
    }
}
