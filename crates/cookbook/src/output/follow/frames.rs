//! What `follow.sh` writes: bytes of the log between marks, which are lines that no log contains, as each connection
//! makes one up.

use std::io;

use tokio::io::{AsyncRead, AsyncReadExt};

/// What came.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Frame {
    /// This file is read from now on.
    File(String),
    /// The file was emptied; it is read from its beginning.
    Emptied,
    /// The bytes after this offset follow.
    At(u64),
    /// Bytes of the log.
    Bytes(Vec<u8>),
    /// There is nothing more at the moment.
    Quiet,
    /// There is no such file at the moment.
    Gone,
    /// The connection has ended.
    End,
}

pub(super) struct Frames<R> {
    reader: R,
    /// `\n<mark> `
    mark: Vec<u8>,
    buffer: Vec<u8>,
    /// Before the first mark nothing is of the log.
    begun: bool,
}

/// So much is read at once, in bytes.
const READ: usize = 32 * 1024;
/// The longest words after a mark. What is longer is not ours.
const WORDS: usize = 64;

impl<R: AsyncRead + Unpin> Frames<R> {
    pub(super) fn new(reader: R, mark: &str) -> Self {
        Self {
            reader,
            mark: format!("\n{mark} ").into_bytes(),
            buffer: Vec::new(),
            begun: false,
        }
    }

    /// The next frame. Nothing is lost where the future is dropped.
    pub(super) async fn next(&mut self) -> io::Result<Frame> {
        loop {
            if let Some(frame) = self.take() {
                return Ok(frame);
            }
            self.buffer.reserve(READ);
            if self.reader.read_buf(&mut self.buffer).await? == 0 {
                return Ok(Frame::End);
            }
        }
    }

    fn take(&mut self) -> Option<Frame> {
        match memchr::memmem::find(&self.buffer, &self.mark) {
            Some(0) => {
                let words = self.buffer.get(self.mark.len()..)?;
                let Some(end) = words.iter().position(|byte| *byte == b'\n') else {
                    if words.len() > WORDS {
                        self.buffer.drain(..self.mark.len());
                    }
                    return None;
                };
                let words = String::from_utf8_lossy(words.get(..end)?).into_owned();
                self.buffer.drain(..=self.mark.len() + end);
                self.begun = true;
                match words.split_once(' ').unwrap_or((&words, "")) {
                    ("file", name) => Some(Frame::File(name.to_owned())),
                    ("at", offset) => offset.parse().ok().map(Frame::At),
                    ("emptied", _) => Some(Frame::Emptied),
                    ("quiet", _) => Some(Frame::Quiet),
                    ("gone", _) => Some(Frame::Gone),
                    // The end of the bytes needs no word.
                    _ => self.take(),
                }
            }
            Some(at) => self.bytes(at),
            // The beginning of a mark may stand at the end.
            None => self.bytes(self.buffer.len().checked_sub(self.mark.len())?),
        }
    }

    fn bytes(&mut self, count: usize) -> Option<Frame> {
        let bytes: Vec<u8> = self.buffer.drain(..count).collect();
        match (bytes.is_empty(), self.begun) {
            (true, _) => None,
            (false, true) => Some(Frame::Bytes(bytes)),
            (false, false) => self.take(),
        }
    }
}

#[cfg(test)]
mod tests;
