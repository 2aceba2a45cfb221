//! Makes a backup.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, BufWriter, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use super::archive::{COMMENT, DIGEST_CHARACTERS};
use super::manifest::{DATABASE, FILES, FORMAT, FileFacts, MANIFEST};
use super::names::Found;
use super::temporary::Temporary;
use super::{
    Archive, BackupError, Manifest, PIECE, WrappedKey, bytes, digest, free_bytes, hex, names,
    pieces, private_file, snapshot,
};
use crate::Location;

/// Beyond it an entry needs the larger numbers of Zip64 (4 GiB; a part less, as packing may lengthen).
const LARGE: u64 = 0xF000_0000;

/// What is to be backed up, and how.
pub struct Request<'a> {
    /// The database.
    pub location: &'a Location,
    /// The directory with the files beside it.
    pub data_dir: &'a Path,
    /// The version of this Odysseus.
    pub odysseus: &'a str,
    /// The time, ISO 8601 UTC.
    pub created_at: &'a str,
    /// The fingerprint of the sealing key in use.
    pub key_fingerprint: Option<&'a str>,
    /// The key, if it is to be in the backup.
    pub key: Option<WrappedKey>,
    /// Whether a file of that name is replaced.
    pub force: bool,
}

/// A backup that was made.
#[derive(Debug)]
pub struct Backup {
    /// The archive's size in bytes.
    pub size: u64,
    /// What it says of itself.
    pub manifest: Manifest,
    /// What is below `files/` and could not be taken along: links, and names that not every system has.
    pub left_out: Vec<PathBuf>,
}

/// Makes a backup in the new file `target` (0600): copies the database, packs everything, reads it
/// back, and only then gives it its name. Blocks; needs room for the database twice beside `target`.
///
/// # Errors
/// [`BackupError`]; nothing is then left behind.
pub fn create(request: Request<'_>, target: &Path) -> Result<Backup, BackupError> {
    let Location::Sqlite(_) = request.location else {
        return Err(BackupError::Postgres);
    };
    let target = &std::path::absolute(target).map_err(BackupError::io(target))?;
    check_place(&request, target)?;
    let (files, left_out) =
        names::files(request.data_dir).map_err(BackupError::io(request.data_dir))?;
    check_space(request.location, &files, target)?;

    let database = Temporary::beside(target, "db").map_err(BackupError::io(target))?;
    snapshot::copy(request.location, database.path())?;
    let facts = snapshot::facts(database.path()).map_err(BackupError::Database)?;

    let draft = Temporary::beside(target, "partial").map_err(BackupError::io(target))?;
    let mut writer = Writer::new(draft.path())?;
    writer.add(DATABASE, database.path())?;
    drop(database);
    // Files come and go with the rows that name them: what went since was deleted in between.
    for file in files {
        writer.add(&file.name, &file.path)?;
    }
    let manifest = Manifest {
        format: FORMAT,
        odysseus: request.odysseus.to_owned(),
        created_at: request.created_at.to_owned(),
        migrations: facts.migrations,
        tables: facts.tables,
        files: std::mem::take(&mut writer.files),
        key_fingerprint: request.key_fingerprint.map(ToOwned::to_owned),
        key: request.key,
    };
    let size = writer
        .finish(&manifest)
        .map_err(BackupError::io(draft.path()))?;

    let unreadable = |error| BackupError::Unreadable(Box::new(error));
    Archive::open(draft.path())
        .and_then(|mut archive| archive.verify())
        .map_err(unreadable)?;
    let named = if request.force {
        draft.replace(target)
    } else {
        draft.take_name(target)
    };
    named.map_err(|source| match source.kind() {
        io::ErrorKind::AlreadyExists => BackupError::Exists(target.clone()),
        _ => BackupError::io(target)(source),
    })?;
    Ok(Backup {
        size,
        manifest,
        left_out,
    })
}

fn check_place(request: &Request<'_>, target: &Path) -> Result<(), BackupError> {
    let wrong = |reason| BackupError::Place {
        path: target.to_owned(),
        reason,
    };
    let parent = target
        .parent()
        .ok_or_else(|| wrong("is no name for a file"))?;
    if !parent.is_dir() {
        return Err(wrong(
            "lies in a directory that does not exist: make it first",
        ));
    }
    if target.is_dir() {
        return Err(wrong("is a directory: name a file in it"));
    }
    let ours = std::path::absolute(request.data_dir.join(FILES));
    if ours.is_ok_and(|files| target.starts_with(files)) {
        return Err(wrong(
            "lies among the files that are backed up: choose another place",
        ));
    }
    if !request.force && target.try_exists().map_err(BackupError::io(target))? {
        return Err(BackupError::Exists(target.to_owned()));
    }
    Ok(())
}

fn check_space(database: &Location, files: &[Found], target: &Path) -> Result<(), BackupError> {
    let files: u64 = files.iter().map(|file| file.size).sum();
    let needed = snapshot::size(database)?
        .saturating_mul(2)
        .saturating_add(files);
    let parent = target.parent().unwrap_or(target);
    let free = free_bytes(parent).map_err(BackupError::io(parent))?;
    if free < needed {
        return Err(BackupError::NoSpace {
            path: target.to_owned(),
            needed,
            free,
        });
    }
    Ok(())
}

/// An archive as it is written.
struct Writer {
    path: PathBuf,
    zip: ZipWriter<BufWriter<File>>,
    files: BTreeMap<String, FileFacts>,
}

impl Writer {
    fn new(path: &Path) -> Result<Writer, BackupError> {
        let file = private_file(path).map_err(BackupError::io(path))?;
        Ok(Writer {
            path: path.to_owned(),
            zip: ZipWriter::new(BufWriter::with_capacity(PIECE, file)),
            files: BTreeMap::new(),
        })
    }

    /// Packs a file; one that is gone is left out.
    fn add(&mut self, name: &str, path: &Path) -> Result<(), BackupError> {
        let file = match File::open(path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound && name != DATABASE => {
                return Ok(());
            }
            other => other.map_err(BackupError::io(path))?,
        };
        let facts = self.pack(name, file).map_err(BackupError::io(&self.path))?;
        self.files.insert(name.to_owned(), facts);
        Ok(())
    }

    fn pack(&mut self, name: &str, file: File) -> io::Result<FileFacts> {
        let large = file.metadata()?.len() > LARGE;
        self.zip.start_file(name, options().large_file(large))?;
        let (mut hash, mut size) = (Sha256::new(), 0);
        let zip = &mut self.zip;
        pieces(file, |piece| {
            hash.update(piece);
            size += bytes(piece);
            zip.write_all(piece)
        })?;
        Ok(FileFacts {
            size,
            sha256: hex(&hash.finalize()),
        })
    }

    /// Writes manifest and directory, and the digest of it all; answers the size.
    fn finish(mut self, manifest: &Manifest) -> io::Result<u64> {
        self.zip.start_file(MANIFEST, options())?;
        serde_json::to_writer_pretty(&mut self.zip, manifest)?;
        let comment = format!("{COMMENT}{}", "0".repeat(DIGEST_CHARACTERS));
        self.zip.set_comment(comment)?;
        let mut file = self
            .zip
            .finish()?
            .into_inner()
            .map_err(io::IntoInnerError::into_error)?;
        let size = file.stream_position()?;
        let end = size.saturating_sub(bytes(&[0; DIGEST_CHARACTERS]));
        file.seek(SeekFrom::Start(0))?;
        let (digest, _) = digest(io::Read::take(&mut file, end))?;
        file.seek(SeekFrom::Start(end))?;
        file.write_all(digest.as_bytes())?;
        file.sync_all()?;
        Ok(fs::metadata(&self.path)?.len())
    }
}

fn options() -> SimpleFileOptions {
    SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .unix_permissions(0o600)
}
