//! Backups of a data directory: one zip archive with a copy of the SQLite database that was true at one
//! moment, the files beside it, and a manifest; and how one is restored.
//!
//! [`create`] works beside a running server, in this process or another. [`restore`] makes a directory
//! that is complete and read back, or nothing. Both block. The format is told in [`manifest`].

mod archive;
mod create;
mod disk;
mod error;
mod key;
pub mod manifest;
mod names;
mod restore;
pub(crate) mod snapshot;
mod temporary;

pub use archive::Archive;
pub use create::{Backup, Request, create};
pub use disk::{free_bytes, in_words};
pub use error::{BackupError, RestoreError};
pub use key::{SHORTEST_PASSPHRASE, WrappedKey};
pub use manifest::Manifest;
pub use restore::{KeyState, Restored, restore};

use std::fs::File;
use std::io::{self, Read};

use sha2::{Digest, Sha256};

/// So much is read at once.
const PIECE: usize = 256 << 10;

/// Reads on to the end, handing each piece to `each`.
fn pieces(mut from: impl Read, mut each: impl FnMut(&[u8]) -> io::Result<()>) -> io::Result<()> {
    let mut buffer = vec![0; PIECE];
    loop {
        match from.read(&mut buffer) {
            Ok(0) => return Ok(()),
            Ok(read) => each(buffer.get(..read).unwrap_or_default())?,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
}

/// SHA-256 of what is read, in hexadecimal, and how many bytes that was.
fn digest(from: impl Read) -> io::Result<(String, u64)> {
    let (mut hash, mut size) = (Sha256::new(), 0);
    pieces(from, |piece| {
        hash.update(piece);
        size += bytes(piece);
        Ok(())
    })?;
    Ok((hex(&hash.finalize()), size))
}

fn bytes(piece: &[u8]) -> u64 {
    // A length in memory always fits.
    u64::try_from(piece.len()).unwrap_or(u64::MAX)
}

fn hex(digest: &[u8]) -> String {
    digest.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Makes a file that only its owner may read; it must not be there.
fn private_file(path: &std::path::Path) -> io::Result<File> {
    let mut options = std::fs::OpenOptions::new();
    options.read(true).write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}
