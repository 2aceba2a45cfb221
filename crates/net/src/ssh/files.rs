//! Files and directories that only their owner sees.

use std::io::{self, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

use tempfile::TempDir;

use super::Error;

/// The longest path of a control socket. A socket's address has 104 bytes at least (BSD, macOS; 108 on Linux); ssh first binds a name
/// that is 17 longer, and the byte at the end is 0.
const LONGEST: usize = 104 - 17 - 1;

/// Makes the directory, for its owner alone.
pub(super) fn private_directory(path: &Path) -> Result<(), Error> {
    std::fs::DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(path)
        .map_err(|error| failed(path, &error))
}

/// Writes the whole file anew, for its owner alone: it is there as before, or as given.
pub(super) fn replace(path: &Path, text: &str) -> Result<(), Error> {
    let beside = path.with_extension("new");
    let written = || -> io::Result<()> {
        let mut file = std::fs::OpenOptions::new()
            .write(true)
            .create(true)
            .truncate(true)
            .mode(0o600)
            .open(&beside)?;
        file.write_all(text.as_bytes())?;
        file.sync_all()?;
        std::fs::rename(&beside, path)
    };
    written().map_err(|error| failed(path, &error))
}

/// A new directory for one control socket, with a name that nobody guesses. The data directory may be deeper than a socket's address
/// is long.
pub(super) fn socket_directory() -> Result<TempDir, Error> {
    let short = |path: &Path| {
        path.to_str()
            .is_some_and(|text| text.starts_with('/') && !text.contains(['%', '$', '~']))
            && path.join("odysseus-12345678/s").as_os_str().len() <= LONGEST
    };
    let runtime = std::env::var_os("XDG_RUNTIME_DIR").map(PathBuf::from);
    let places = runtime
        .into_iter()
        .filter(|path| short(path))
        .chain([PathBuf::from("/tmp")]);
    let mut outcome = Err(Error::Failed(String::new()));
    for place in places {
        outcome = tempfile::Builder::new()
            .prefix("odysseus-")
            .rand_bytes(8)
            .permissions(std::os::unix::fs::PermissionsExt::from_mode(0o700))
            .tempdir_in(&place)
            .map_err(|error| failed(&place, &error));
        if outcome.is_ok() {
            break;
        }
    }
    outcome
}

pub(super) fn failed(path: &Path, error: &io::Error) -> Error {
    Error::Failed(format!("{} could not be written: {error}.", path.display()))
}
