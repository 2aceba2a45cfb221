//! The database: it opens and can be read.

use std::path::PathBuf;

use storage::backup::in_words;
use storage::{AnyConn, Location};

use super::{Check, Subject};

const NAME: &str = "database";
/// The server empties its write-ahead log at 16 MiB, unless somebody reads for very long.
const LARGE_LOG: u64 = 256 << 20;
const BROKEN: &str = "Stop Odysseus, keep a copy of the data directory, and restore the latest backup into a new one: \
                      odysseus restore FILE --data-dir DIR";

pub(super) fn check(conn: &mut AnyConn, subject: &Subject<'_>) -> Check {
    if subject.deep
        && let Err(wrong) = storage::quick_check(conn)
    {
        return Check::bad(NAME, format!("The file is damaged: {wrong}."), BROKEN);
    }
    let looked = if subject.deep {
        "every page of it was read"
    } else {
        "it opens and can be read"
    };
    let Some(size) = size(subject.location) else {
        return Check::ok(NAME, format!("{}: {looked}.", subject.location));
    };
    let log = log_size(subject.location);
    let says = format!(
        "{}, {}, and a write-ahead log of {}: {looked}.",
        subject.location,
        in_words(size),
        in_words(log)
    );
    if log > LARGE_LOG {
        return Check::warn(
            NAME,
            says,
            "Something has been reading for very long, such as a copy or another program: end it, or start Odysseus anew.",
        );
    }
    Check::ok(NAME, says)
}

/// One that does not open.
pub(super) fn unusable(why: &str) -> Check {
    Check::bad(NAME, format!("It does not open: {why}."), BROKEN)
}

/// The file's size, where it is one.
pub(super) fn size(location: &Location) -> Option<u64> {
    let Location::Sqlite(file) = location else {
        return None;
    };
    Some(std::fs::metadata(file).ok()?.len())
}

fn log_size(location: &Location) -> u64 {
    let Location::Sqlite(file) = location else {
        return 0;
    };
    let mut name = file.clone().into_os_string();
    name.push("-wal");
    std::fs::metadata(PathBuf::from(name)).map_or(0, |log| log.len())
}
