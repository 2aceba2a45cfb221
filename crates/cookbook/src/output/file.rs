//! Logs of this machine, read without a shell.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::os::unix::fs::MetadataExt;
use std::path::Path;

use rustix::fs::{Mode, OFlags};

use super::SessionName;
use super::bytes::offset;
use super::window::LARGEST;

const BLOCK: usize = 64 * 1024;

/// Opens the session's log in the state directory; none where there is none.
///
/// # Errors
/// What stands there is not a file of ours: a link, a pipe, somebody else's, or one that others could have written.
pub(crate) fn open(directory: &Path, session: &SessionName) -> io::Result<Option<File>> {
    let path = directory.join(session.log_name());
    // NOFOLLOW: nothing out of the directory is read. NONBLOCK: a pipe does not hold us up.
    let flags = OFlags::RDONLY | OFlags::NOFOLLOW | OFlags::NONBLOCK | OFlags::CLOEXEC;
    let refused = |why: &str| {
        io::Error::new(
            io::ErrorKind::PermissionDenied,
            format!("{} is not read: it is {why}.", path.display()),
        )
    };
    let file = match rustix::fs::open(&path, flags, Mode::empty()) {
        Ok(file) => File::from(file),
        Err(rustix::io::Errno::NOENT) => return Ok(None),
        Err(rustix::io::Errno::LOOP) => return Err(refused("a link")),
        Err(error) => return Err(error.into()),
    };
    let about = file.metadata()?;
    if !about.is_file() {
        return Err(refused("no regular file"));
    }
    // The directory is ours.
    if about.uid() != directory.metadata()?.uid() {
        return Err(refused("somebody else's"));
    }
    if about.mode() & 0o022 != 0 {
        return Err(refused("writable by others"));
    }
    Ok(Some(file))
}

/// Where the last `lines` lines begin, reading backwards, but not more than [`LARGEST`] bytes before `size`.
pub(crate) fn start_of_last(
    log: &mut (impl Read + Seek),
    size: u64,
    lines: usize,
) -> io::Result<u64> {
    let floor = size.saturating_sub(LARGEST);
    let mut block = vec![0; BLOCK];
    let mut end = size;
    let mut left = lines;
    while end > floor {
        let start = end.saturating_sub(offset(BLOCK)).max(floor);
        let length = usize::try_from(end - start).unwrap_or(BLOCK);
        let Some(part) = block.get_mut(..length) else {
            break;
        };
        log.seek(SeekFrom::Start(start))?;
        log.read_exact(part)?;
        for (at, _) in part.iter().enumerate().rev().filter(|(_, b)| **b == b'\n') {
            let after = start + offset(at) + 1;
            // The break at the very end ends the last line.
            if after == size {
                continue;
            }
            left = left.saturating_sub(1);
            if left == 0 {
                return Ok(after);
            }
        }
        end = start;
    }
    Ok(floor)
}

/// What stands from `from` on, at most `most` bytes.
pub(crate) fn read_from(log: &mut (impl Read + Seek), from: u64, most: u64) -> io::Result<Vec<u8>> {
    log.seek(SeekFrom::Start(from))?;
    let mut bytes = Vec::new();
    log.take(most).read_to_end(&mut bytes)?;
    Ok(bytes)
}

#[cfg(test)]
mod tests;
