//! A file on the disk as the body of an answer: read piece by piece, whatever its size.

use std::fs::File;
use std::io::{self, Read};

use axum::body::Body;
use bytes::Bytes;
use futures_util::stream;

/// So much is read at once, on a thread that may wait for the disk.
const PIECE: u64 = 256 << 10;

/// The first `length` bytes of the file. One that ends before that fails the answer, so that nobody
/// takes the part for the whole.
pub(crate) fn stream(file: File, length: u64) -> Body {
    Body::from_stream(stream::try_unfold(
        (file, length),
        |(file, left)| async move {
            if left == 0 {
                return Ok(None);
            }
            let (file, piece) = tokio::task::spawn_blocking(move || piece(file, left))
                .await
                .map_err(io::Error::other)??;
            let read = u64::try_from(piece.len()).map_err(io::Error::other)?;
            Ok::<_, io::Error>(Some((piece, (file, left.saturating_sub(read)))))
        },
    ))
}

fn piece(file: File, left: u64) -> io::Result<(File, Bytes)> {
    let mut bytes = Vec::new();
    let mut part = file.take(left.min(PIECE));
    if part.read_to_end(&mut bytes)? == 0 {
        return Err(io::ErrorKind::UnexpectedEof.into());
    }
    Ok((part.into_inner(), Bytes::from(bytes)))
}
