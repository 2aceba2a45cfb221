//! A part of a log: its end, what came since an offset, or its failure.

use std::fs::File;
use std::io;

use super::bytes::{continuing, first_lines, last_lines, offset, text, unfinished};
use super::{failure, file};

/// No answer has more bytes of a log than that.
pub(crate) const LARGEST: u64 = 1024 * 1024;
/// Lines where the caller does not say how many.
const USUAL: i64 = 400;

/// Which part.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Part {
    /// The last lines.
    End {
        /// How many.
        lines: usize,
    },
    /// From the beginning of the last failure that it tells of; the last lines where it tells of none.
    Failure {
        /// How many lines at most.
        lines: usize,
    },
    /// What was written since a [`Window::to`] of before.
    Since {
        /// Bytes from the beginning.
        offset: u64,
    },
}

/// How many lines a caller gets who asks for `tail`: 400 for nothing and for 0, and 20 to 4000.
pub(crate) fn lines(tail: Option<i64>) -> usize {
    let lines = match tail {
        None | Some(0) => USUAL,
        Some(tail) => tail.clamp(20, 4000),
    };
    usize::try_from(lines).unwrap_or_default()
}

/// Where the text comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Source {
    /// The session's log.
    Log,
    /// What tmux remembers of its pane. It has no offsets: they are 0.
    Pane,
    /// There is neither.
    None,
}

impl Source {
    /// Its name in an answer.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Log => "log",
            Self::Pane => "pane",
            Self::None => "none",
        }
    }
}

/// A part of what a session wrote.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Window {
    pub(crate) source: Source,
    /// Raw; each byte that is no UTF-8 is a `?`, so that offsets in it are offsets in the log.
    pub(crate) text: String,
    /// The offset of its first byte.
    pub(crate) from: u64,
    /// The offset after its last byte: where following goes on.
    pub(crate) to: u64,
    /// Bytes of the whole log.
    pub(crate) size: u64,
    /// Where the log is, or would be.
    pub(crate) log_path: String,
    /// The log is shorter than the offset that was asked for, so it was emptied or is another one: it was read from
    /// its beginning.
    pub(crate) restarted: bool,
    /// What the reader should know.
    pub(crate) notes: Vec<String>,
    /// What ssh or the host complained of.
    pub(crate) complaint: Option<String>,
}

/// Bytes of a log, as they were read: at least what was asked for, unless it is too much.
#[derive(Debug)]
pub(crate) struct Piece {
    pub(crate) bytes: Vec<u8>,
    /// The offset of the first one.
    pub(crate) from: u64,
    /// A line begins there.
    pub(crate) whole: bool,
    pub(crate) size: u64,
    pub(crate) path: String,
}

/// Where to begin to read so that the part is covered.
pub(crate) fn begin(part: Part, size: u64) -> u64 {
    match part {
        Part::End { .. } | Part::Failure { .. } => size.saturating_sub(LARGEST),
        Part::Since { offset } if offset > size => 0,
        Part::Since { offset } => offset,
    }
}

/// The piece of an open log of this machine.
pub(crate) fn read(log: &mut File, path: String, part: Part) -> io::Result<Piece> {
    let size = log.metadata()?.len();
    let first = begin(part, size);
    let from = match part {
        Part::End { lines } => file::start_of_last(log, size, lines)?,
        _ => first,
    };
    let most = size.saturating_sub(from).min(LARGEST);
    Ok(Piece {
        bytes: file::read_from(log, from, most)?,
        from,
        whole: from > first,
        size,
        path,
    })
}

impl Piece {
    /// Cuts the part out of it.
    pub(crate) fn window(self, part: Part) -> Window {
        let mut cut = Cut {
            bytes: &self.bytes,
            from: self.from,
            whole: self.whole || self.from == 0,
            notes: Vec::new(),
        };
        let mut restarted = false;
        match part {
            Part::End { lines } => cut.end(lines),
            Part::Failure { lines } => cut.failure(lines),
            Part::Since { offset } => {
                restarted = offset > self.size;
                cut.since(offset, self.size);
            }
        }
        let whole = cut.bytes.len() - unfinished(cut.bytes);
        cut.keep(whole);
        let to = cut.to();
        Window {
            source: Source::Log,
            text: text(cut.bytes),
            from: cut.from,
            to,
            size: self.size.max(to),
            log_path: self.path,
            restarted,
            notes: cut.notes,
            complaint: None,
        }
    }
}

/// What is left while a piece is cut.
struct Cut<'a> {
    bytes: &'a [u8],
    from: u64,
    /// A line begins here.
    whole: bool,
    notes: Vec<String>,
}

impl Cut<'_> {
    fn skip(&mut self, count: usize) {
        let count = count.min(self.bytes.len());
        self.bytes = self.bytes.get(count..).unwrap_or_default();
        self.from = self.from.saturating_add(offset(count));
    }

    fn keep(&mut self, count: usize) {
        self.bytes = self.bytes.get(..count).unwrap_or(self.bytes);
    }

    fn to(&self) -> u64 {
        self.from.saturating_add(offset(self.bytes.len()))
    }

    fn end(&mut self, lines: usize) {
        let start = last_lines(self.bytes, lines);
        if start > 0 || self.whole {
            self.skip(start);
            return;
        }
        // Fewer lines than asked for fit into one answer, and the first of them is whole only by chance.
        let body = self.bytes.strip_suffix(b"\n").unwrap_or(self.bytes);
        match body.iter().position(|byte| *byte == b'\n') {
            Some(at) => {
                self.skip(at + 1);
                self.note("The lines are long: only those of the last 1 MiB are shown.");
            }
            None => {
                self.skip(continuing(self.bytes));
                self.note("The last line is longer than 1 MiB: its beginning is left out.");
            }
        }
    }

    fn failure(&mut self, lines: usize) {
        if let Some(failure) = failure::find(&text(self.bytes)) {
            self.skip(failure.told.start);
            self.keep(first_lines(self.bytes, lines));
        } else {
            self.note("The log tells of no traceback or error; these are its last lines.");
            self.end(lines);
        }
    }

    fn since(&mut self, asked: u64, size: u64) {
        let mut since = asked;
        if asked > size {
            self.note(&format!(
                "The log has {size} bytes only: it was emptied or begun anew, and is read from its beginning."
            ));
            since = 0;
        }
        self.skip(usize::try_from(since.saturating_sub(self.from)).unwrap_or(usize::MAX));
        self.skip(continuing(self.bytes));
        self.keep(usize::try_from(LARGEST).unwrap_or(usize::MAX));
        if self.to() < size {
            // The next answer begins with a whole line, where there are lines.
            if let Some(at) = self.bytes.iter().rposition(|byte| *byte == b'\n') {
                self.keep(at + 1);
            }
            self.note(&format!(
                "More follows: ask again with offset={}.",
                self.to()
            ));
        }
    }

    fn note(&mut self, words: &str) {
        self.notes.push(words.to_owned());
    }
}

#[cfg(test)]
mod tests;
