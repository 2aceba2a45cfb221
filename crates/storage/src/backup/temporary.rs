//! Names for what is not finished.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// A file or directory that is gone when this is dropped, unless it was kept.
pub(super) struct Temporary {
    path: PathBuf,
    kept: bool,
}

impl Temporary {
    /// A name beside `target`: hidden, and nobody else's.
    pub(super) fn beside(target: &Path, ending: &str) -> io::Result<Temporary> {
        let name = target.file_name().unwrap_or_default().to_string_lossy();
        let random = getrandom::u64().map_err(|error| io::Error::other(error.to_string()))?;
        Ok(Temporary {
            path: target.with_file_name(format!(".{name}.{random:016x}.{ending}")),
            kept: false,
        })
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// Gives it its name, in place of what has that name.
    pub(super) fn replace(mut self, target: &Path) -> io::Result<()> {
        fs::rename(&self.path, target)?;
        self.kept = true;
        sync_directory_of(target)
    }

    /// Gives it its name, if nothing has it.
    pub(super) fn take_name(self, target: &Path) -> io::Result<()> {
        match fs::hard_link(&self.path, target) {
            Ok(()) => sync_directory_of(target),
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Err(error),
            // Not every file system knows links.
            Err(_) if target.try_exists()? => Err(io::ErrorKind::AlreadyExists.into()),
            Err(_) => self.replace(target),
        }
    }
}

impl Drop for Temporary {
    fn drop(&mut self) {
        if self.kept {
            return;
        }
        let removed = match fs::symlink_metadata(&self.path) {
            Ok(found) if found.is_dir() => fs::remove_dir_all(&self.path),
            Ok(_) => fs::remove_file(&self.path),
            Err(_) => Ok(()),
        };
        if let Err(error) = removed {
            tracing::warn!(path = %self.path.display(), %error, "something unfinished was left behind");
        }
    }
}

/// Puts the names in a directory on the disk.
pub(super) fn sync_directory_of(target: &Path) -> io::Result<()> {
    let directory = match target.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    };
    fs::File::open(directory)?.sync_all()
}
