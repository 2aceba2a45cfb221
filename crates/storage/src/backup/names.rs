//! The names that a file may have in an archive, and the files of a data directory that go into one.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::manifest::{DATABASE, FILES};

/// As most file systems allow.
const LONGEST_PART: usize = 255;
const DEEPEST: usize = 16;

/// Whether a file of that name may be unpacked: the database, or a plain path below `files/`.
pub(super) fn is_safe(name: &str) -> bool {
    if name == DATABASE {
        return true;
    }
    let Some(path) = name
        .strip_prefix(FILES)
        .and_then(|rest| rest.strip_prefix('/'))
    else {
        return false;
    };
    let parts: Vec<&str> = path.split('/').collect();
    parts.len() <= DEEPEST && parts.iter().all(|part| is_safe_part(part))
}

/// One part of a path, harmless on every system.
fn is_safe_part(part: &str) -> bool {
    !part.is_empty()
        && part.len() <= LONGEST_PART
        && part != "."
        && part != ".."
        && !part
            .chars()
            .any(|c| c.is_control() || matches!(c, '/' | '\\' | ':'))
}

/// A file of the data directory.
pub(super) struct Found {
    pub(super) name: String,
    pub(super) path: PathBuf,
    pub(super) size: u64,
}

/// The files below `files/`, and those that cannot be taken along: links, pipes, odd names.
pub(super) fn files(data_dir: &Path) -> io::Result<(Vec<Found>, Vec<PathBuf>)> {
    let (mut found, mut left_out) = (Vec::new(), Vec::new());
    let mut folders = vec![(data_dir.join(FILES), FILES.to_owned())];
    while let Some((folder, prefix)) = folders.pop() {
        let entries = match fs::read_dir(&folder) {
            // No such folder, or it went away since.
            Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
            other => other?,
        };
        for entry in entries {
            let entry = entry?;
            let path = entry.path();
            let Ok(metadata) = fs::symlink_metadata(&path) else {
                continue;
            };
            let name = match entry.file_name().to_str() {
                Some(part) => format!("{prefix}/{part}"),
                None => String::new(),
            };
            if is_safe(&name) && metadata.is_dir() {
                folders.push((path, name));
            } else if is_safe(&name) && metadata.is_file() {
                found.push(Found {
                    name,
                    path,
                    size: metadata.len(),
                });
            } else {
                left_out.push(path);
            }
        }
    }
    found.sort_by(|a, b| a.name.cmp(&b.name));
    Ok((found, left_out))
}
