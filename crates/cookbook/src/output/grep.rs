//! Lines with a text.

use std::collections::VecDeque;
use std::io::{self, Read, Seek, SeekFrom};
use std::str::FromStr;
use std::time::{Duration, Instant};

use operation::Error;

use crate::machine::{Machine, Machines, Script};

use super::bytes::offset;
use super::excerpt::shortened;
use super::remote::Answer;
use super::window::{Part, Source};
use super::{SessionName, Unread};

/// At most so many lines are given.
pub(crate) const MOST: usize = 200;
/// At most so much of each, in bytes.
const LINE: usize = 1000;
/// How long a log of this machine is searched.
const PATIENCE: Duration = Duration::from_secs(5);
/// How long another machine is waited for.
const LIMIT: Duration = Duration::from_secs(14);
const BLOCK: u64 = 1024 * 1024;

/// A plain text to look for; upper and lower case of ASCII letters are the same.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Pattern(String);

impl FromStr for Pattern {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        if text.is_empty() || text.len() > 200 || text.contains(['\n', '\r', '\0']) {
            return Err(Error::bad_input(
                "`grep` takes a plain text of 1 to 200 bytes without line breaks; it is no regular expression.",
            ));
        }
        Ok(Self(text.to_owned()))
    }
}

/// A line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Hit {
    /// The offset of its first byte in the log; 0 in a pane.
    pub(crate) offset: u64,
    /// At most 1000 bytes of it.
    pub(crate) text: String,
}

/// What was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Matches {
    pub(crate) source: Source,
    /// In the order of the log; the last 200 of them.
    pub(crate) hits: Vec<Hit>,
    /// There are more further up, or the search did not get to the beginning of the log.
    pub(crate) more: bool,
}

/// Searches a log backwards, block by block, so that what was written last is found first. A carriage return or
/// a zero ends a line as a line break does: progress bars, and the hole in a log that was emptied while it was written,
/// would make one line of everything.
pub(crate) fn local(log: &mut (impl Read + Seek), pattern: &Pattern) -> io::Result<Matches> {
    let started = Instant::now();
    let needle = pattern.0.to_ascii_lowercase();
    let finder = memchr::memmem::Finder::new(&needle);
    let mut hits = VecDeque::new();
    let mut end = log.seek(SeekFrom::End(0))?;
    // Lines from here on are searched already.
    let mut searched = u64::MAX;
    let mut more = false;
    let mut block = Vec::new();
    'search: while end > 0 {
        if started.elapsed() > PATIENCE {
            more = true;
            break;
        }
        let start = end.saturating_sub(BLOCK);
        // What begins in this block may end in the next.
        let length = end - start + offset(needle.len() - 1);
        block.clear();
        log.seek(SeekFrom::Start(start))?;
        log.by_ref().take(length).read_to_end(&mut block)?;
        block.make_ascii_lowercase();
        let found: Vec<usize> = finder.find_iter(&block).collect();
        for at in found.into_iter().rev() {
            let at = start + offset(at);
            if at >= searched {
                continue;
            }
            if hits.len() == MOST {
                more = true;
                break 'search;
            }
            let (from, text) = line_around(log, at)?;
            searched = from;
            hits.push_front(Hit { offset: from, text });
        }
        end = start;
    }
    Ok(Matches {
        source: Source::Log,
        hits: hits.into(),
        more,
    })
}

/// The line that `at` is in: where it begins, and its first bytes. Of a very long line only what is near.
fn line_around(log: &mut (impl Read + Seek), at: u64) -> io::Result<(u64, String)> {
    const BACK: u64 = 4096;
    let start = at.saturating_sub(BACK);
    let mut bytes = Vec::new();
    log.seek(SeekFrom::Start(start))?;
    log.by_ref()
        .take(at - start + offset(LINE))
        .read_to_end(&mut bytes)?;
    let before = usize::try_from(at - start).unwrap_or(0).min(bytes.len());
    let (head, tail) = bytes.split_at(before);
    let first = head
        .iter()
        .rposition(|byte| is_break(*byte))
        .map_or(0, |i| i + 1);
    let end = tail
        .iter()
        .position(|byte| is_break(*byte))
        .unwrap_or(tail.len());
    let line = bytes.get(first..before + end).unwrap_or_default();
    Ok((start + offset(first), said(line)))
}

fn is_break(byte: u8) -> bool {
    matches!(byte, b'\n' | b'\r' | 0)
}

fn said(line: &[u8]) -> String {
    shortened(&String::from_utf8_lossy(line), LINE)
}

/// The same on another machine, in its last 256 MiB; or in the pane of a session that has no log.
pub(crate) async fn remote(
    machines: &Machines,
    machine: &Machine,
    session: &SessionName,
    socket: &str,
    pattern: &Pattern,
) -> Result<Matches, Unread> {
    let script = Script::new(include_str!("grep.sh"))
        .word(session.as_str())
        .word(&pattern.0)
        .word((MOST + 1).to_string())
        .word((LINE + 64).to_string());
    let answer = Answer::read(machines.run(machine, &script, LIMIT).await?)?;
    if answer.source != Source::Log {
        let all = Part::End { lines: 4000 };
        let window = super::remote::window(machines, machine, session, socket, all).await?;
        return Ok(in_pane(&window.text, window.source, pattern));
    }
    let base = answer.number("from")?;
    let mut hits: Vec<Hit> = answer
        .rest
        .split(|byte| *byte == b'\n')
        .filter_map(|line| {
            let colon = line.iter().position(|byte| *byte == b':')?;
            let (at, text) = line.split_at(colon);
            let at: u64 = std::str::from_utf8(at).ok()?.parse().ok()?;
            Some(Hit {
                offset: base + at,
                text: said(text.get(1..).unwrap_or_default()),
            })
        })
        .collect();
    let more = base > 0 || hits.len() > MOST;
    hits.drain(..hits.len().saturating_sub(MOST));
    Ok(Matches {
        source: Source::Log,
        hits,
        more,
    })
}

fn in_pane(text: &str, source: Source, pattern: &Pattern) -> Matches {
    let needle = pattern.0.to_ascii_lowercase();
    let mut hits: Vec<Hit> = text
        .lines()
        .filter(|line| line.to_ascii_lowercase().contains(&needle))
        .map(|line| Hit {
            offset: 0,
            text: shortened(line, LINE),
        })
        .collect();
    let more = hits.len() > MOST;
    hits.drain(..hits.len().saturating_sub(MOST));
    Matches { source, hits, more }
}

#[cfg(test)]
mod tests;
