//! Reads a backup, and believes nothing of it that was not checked.

use std::fs::File;
use std::io::{self, BufReader, Read, Seek, SeekFrom, Write};
use std::path::Path;

use sha2::{Digest, Sha256};
use zip::ZipArchive;

use super::manifest::{AnyManifest, DATABASE, FORMAT, FileFacts, MANIFEST, Manifest};
use super::{PIECE, RestoreError, bytes, digest, hex, names, pieces};

/// The comment of every archive, followed by the digest of all that is before that.
pub(super) const COMMENT: &str = "Odysseus backup; SHA-256 of all before: ";
pub(super) const DIGEST_CHARACTERS: usize = 64;
/// A manifest of some hundred thousand files.
const LARGEST_MANIFEST: u64 = 64 << 20;

/// An archive that is whole: not a bit of it has changed since it was written.
pub struct Archive {
    zip: ZipArchive<BufReader<File>>,
    manifest: Manifest,
}

impl Archive {
    /// Opens an archive; reads it once from end to end.
    ///
    /// # Errors
    /// [`RestoreError`]: no backup, a damaged one, or a newer one.
    pub fn open(path: &Path) -> Result<Archive, RestoreError> {
        let mut file = File::open(path).map_err(RestoreError::io(path))?;
        let whole = is_whole(&mut file).map_err(RestoreError::io(path))?;
        if !whole.ok_or_else(|| RestoreError::NoBackup(path.to_owned()))? {
            return Err(RestoreError::damaged(
                "it is not what was written: its SHA-256 differs",
            ));
        }
        let mut zip = ZipArchive::new(BufReader::with_capacity(PIECE, file))
            .map_err(RestoreError::damaged)?;
        let manifest = manifest(&mut zip)?;
        check_names(&zip, &manifest)?;
        Ok(Archive { zip, manifest })
    }

    /// What it says of itself.
    pub fn manifest(&self) -> &Manifest {
        &self.manifest
    }

    /// Reads every file in it and compares it with the manifest.
    ///
    /// # Errors
    /// [`RestoreError::Damaged`].
    pub fn verify(&mut self) -> Result<(), RestoreError> {
        for (name, facts) in self.manifest.files.clone() {
            self.unpack(&name, &facts, io::sink())?;
        }
        Ok(())
    }

    /// Writes one file to `to`, at most as many bytes as the manifest says.
    pub(super) fn unpack(
        &mut self,
        name: &str,
        facts: &FileFacts,
        mut to: impl Write,
    ) -> Result<(), RestoreError> {
        let failed =
            |error: &dyn std::fmt::Display| RestoreError::damaged(format!("{name}: {error}"));
        let entry = self.zip.by_name(name).map_err(|error| failed(&error))?;
        let (mut hash, mut size) = (Sha256::new(), 0);
        pieces(entry.take(facts.size.saturating_add(1)), |piece| {
            hash.update(piece);
            size += bytes(piece);
            to.write_all(piece)
        })
        .map_err(|error| failed(&error))?;
        if size != facts.size || hex(&hash.finalize()) != facts.sha256 {
            return Err(failed(&"it is not the file that the manifest describes"));
        }
        Ok(())
    }
}

/// Whether the file is as it was written; `None` when it is no archive of ours.
fn is_whole(file: &mut File) -> io::Result<Option<bool>> {
    let tail = bytes(COMMENT.as_bytes()) + bytes(&[0; DIGEST_CHARACTERS]);
    let Some(start) = file.metadata()?.len().checked_sub(tail) else {
        return Ok(None);
    };
    file.seek(SeekFrom::Start(start))?;
    let mut comment = vec![0; COMMENT.len()];
    file.read_exact(&mut comment)?;
    if comment != COMMENT.as_bytes() {
        return Ok(None);
    }
    let mut written = String::new();
    file.take(bytes(&[0; DIGEST_CHARACTERS]))
        .read_to_string(&mut written)?;
    file.seek(SeekFrom::Start(0))?;
    let (found, _) = digest(file.take(start + bytes(COMMENT.as_bytes())))?;
    file.seek(SeekFrom::Start(0))?;
    Ok(Some(found == written))
}

fn manifest(zip: &mut ZipArchive<BufReader<File>>) -> Result<Manifest, RestoreError> {
    let mut text = Vec::new();
    zip.by_name(MANIFEST)
        .map_err(RestoreError::damaged)?
        .take(LARGEST_MANIFEST)
        .read_to_end(&mut text)
        .map_err(RestoreError::damaged)?;
    let any: AnyManifest = serde_json::from_slice(&text).map_err(RestoreError::damaged)?;
    if any.format > FORMAT {
        return Err(RestoreError::Newer {
            version: any.odysseus,
        });
    }
    serde_json::from_slice(&text).map_err(RestoreError::damaged)
}

/// Exactly the files of the manifest, under names that lead nowhere else.
fn check_names(zip: &ZipArchive<BufReader<File>>, manifest: &Manifest) -> Result<(), RestoreError> {
    if let Some(name) = manifest.files.keys().find(|name| !names::is_safe(name)) {
        return Err(RestoreError::damaged(format!(
            "{name:?} is no name for a file in a backup"
        )));
    }
    if !manifest.files.contains_key(DATABASE) {
        return Err(RestoreError::damaged("there is no database in it"));
    }
    let mut known = 0;
    for name in zip.file_names() {
        let name = name.map_err(RestoreError::damaged)?;
        if name != MANIFEST && !manifest.files.contains_key(&*name) {
            return Err(RestoreError::damaged(format!(
                "{name:?} is not on its manifest"
            )));
        }
        known += 1;
    }
    if known != manifest.files.len() + 1 || zip.has_duplicate_names() {
        return Err(RestoreError::damaged("files of its manifest are missing"));
    }
    Ok(())
}
