//! Files and directories that only their owner sees.

use std::io::{self, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt, PermissionsExt};
use std::os::unix::net::UnixStream;
use std::path::{Path, PathBuf};
use std::time::Duration;

use tempfile::TempDir;

use super::Error;

/// The longest path of a control socket. A socket's address has 104 bytes at least (BSD, macOS; 108 on Linux); ssh first binds a name
/// that is 17 longer, and the byte at the end is 0.
const LONGEST: usize = 104 - 17 - 1;

/// What the directories of control sockets are called: this, and so many letters and digits.
const PREFIX: &str = "odysseus-";
const RANDOM: usize = 8;
/// No connection takes so long to open.
const OPENING: Duration = Duration::from_secs(60);

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
    let mut outcome = Err(Error::Failed(String::new()));
    for place in places().filter(|path| short(path)) {
        outcome = tempfile::Builder::new()
            .prefix(PREFIX)
            .rand_bytes(RANDOM)
            .permissions(PermissionsExt::from_mode(0o700))
            .tempdir_in(&place)
            .map_err(|error| failed(&place, &error));
        if outcome.is_ok() {
            break;
        }
    }
    outcome
}

fn places() -> impl Iterator<Item = PathBuf> {
    let runtime = std::env::var_os("XDG_RUNTIME_DIR").map(PathBuf::from);
    runtime.into_iter().chain([PathBuf::from("/tmp")])
}

/// Removes the directories of control sockets that nobody uses any more: those of connections whose guard was killed with
/// Odysseus, as happens to all of a container.
pub(super) fn tidy() {
    for place in places() {
        tidy_in(&place);
    }
}

fn tidy_in(place: &Path) {
    for entry in std::fs::read_dir(place).into_iter().flatten().flatten() {
        let name = entry.file_name();
        let random = name.to_str().and_then(|name| name.strip_prefix(PREFIX));
        let named = random.is_some_and(|random| {
            random.len() == RANDOM && random.bytes().all(|byte| byte.is_ascii_alphanumeric())
        });
        if named && entry.metadata().is_ok_and(|about| is_old(&about)) {
            // What is not ours alone, or has anything else in it, stays.
            let socket = entry.path().join("s");
            let refused = UnixStream::connect(&socket).map_err(|error| error.kind());
            if refused.is_err_and(|kind| kind == io::ErrorKind::ConnectionRefused) {
                let _ = std::fs::remove_file(socket);
            }
            let _ = std::fs::remove_dir(entry.path());
        }
    }
}

/// Whether it is a directory for its owner alone, and not one in which a connection is just being opened.
fn is_old(about: &std::fs::Metadata) -> bool {
    let age = about.modified().ok().and_then(|at| at.elapsed().ok());
    about.is_dir()
        && about.permissions().mode() & 0o777 == 0o700
        && age.is_some_and(|age| age > OPENING)
}

pub(super) fn failed(path: &Path, error: &io::Error) -> Error {
    Error::Failed(format!("{} could not be written: {error}.", path.display()))
}

#[cfg(test)]
mod tests {
    use std::fs::{self, File, Permissions};
    use std::os::unix::net::UnixListener;

    use super::*;

    #[test]
    fn what_nobody_uses_any_more_is_removed_and_nothing_else() {
        let place = tempfile::tempdir().unwrap();
        let make = |name: &str, mode: u32| {
            let path = place.path().join(name);
            fs::create_dir(&path).unwrap();
            fs::set_permissions(&path, Permissions::from_mode(mode)).unwrap();
            path
        };
        let stale = make("odysseus-AAAAAAAA", 0o700);
        drop(UnixListener::bind(stale.join("s")).unwrap());
        make("odysseus-BBBBBBBB", 0o700);
        let used = make("odysseus-CCCCCCCC", 0o700);
        let _connection = UnixListener::bind(used.join("s")).unwrap();
        let other = make("odysseus-DDDDDDDD", 0o700);
        fs::write(other.join("letter"), "").unwrap();
        make("odysseus-EEEEEEEE", 0o755);
        make("odysseus-tmux", 0o700);
        let hour = Duration::from_secs(3600);
        for entry in fs::read_dir(&place).unwrap() {
            let directory = File::open(entry.unwrap().path()).unwrap();
            let made = directory.metadata().unwrap().modified().unwrap();
            directory.set_modified(made - hour).unwrap();
        }
        make("odysseus-FFFFFFFF", 0o700);
        tidy_in(place.path());
        let left = fs::read_dir(&place).unwrap().flatten();
        let mut left: Vec<_> = left
            .map(|entry| entry.file_name().into_string().unwrap())
            .collect();
        left.sort();
        let expected = ["CCCCCCCC", "DDDDDDDD", "EEEEEEEE", "FFFFFFFF", "tmux"];
        assert_eq!(left, expected.map(|name| format!("{PREFIX}{name}")));
    }
}
