//! The frame of the script's answer: records, each begun by a line that starts with the secret word of this sweep.

use super::parse::{Garbled, Read};

/// One record.
#[derive(Debug, Clone, Copy)]
pub(super) struct Record<'a> {
    /// What it is about.
    pub(super) kind: &'a str,
    /// What else stands on its first line.
    pub(super) words: &'a str,
    /// What follows that line: any bytes.
    pub(super) body: &'a [u8],
}

impl<'a> Record<'a> {
    /// The body as lines, without empty ones.
    pub(super) fn lines(&self) -> impl Iterator<Item = String> + use<'a> {
        self.body
            .split(|byte| *byte == b'\n')
            .filter(|line| !line.is_empty())
            .map(|line| String::from_utf8_lossy(line).into_owned())
    }
}

/// Takes the answer apart. Whatever stands before the first record (a login shell's greeting) is passed over.
///
/// # Errors
/// The answer does not end with the record that ends it, so that something is missing.
pub(super) fn records<'a>(answer: &'a [u8], nonce: &str) -> Read<Vec<Record<'a>>> {
    let mark = format!("\n{nonce} ").into_bytes();
    let mut records = Vec::new();
    let mut rest = after(answer, &mark).ok_or(Garbled("it does not begin"))?.1;
    loop {
        let next = after(rest, &mark);
        let text = next.map_or(rest, |(text, _)| text);
        let (first, body) = split_line(text).ok_or(Garbled("a record breaks off"))?;
        let first = std::str::from_utf8(first).map_err(|_| Garbled("a record is no text"))?;
        let (kind, words) = first.split_once(' ').unwrap_or((first, ""));
        records.push(Record { kind, words, body });
        match next {
            Some((_, following)) => rest = following,
            None => break,
        }
    }
    match records.pop() {
        Some(last) if last.kind == "end" && last.body.is_empty() => Ok(records),
        _ => Err(Garbled("it does not end")),
    }
}

/// What stands before the first `mark`, and what after it.
fn after<'a>(text: &'a [u8], mark: &[u8]) -> Option<(&'a [u8], &'a [u8])> {
    let at = text.windows(mark.len()).position(|window| window == mark)?;
    Some((text.get(..at)?, text.get(at + mark.len()..)?))
}

fn split_line(text: &[u8]) -> Option<(&[u8], &[u8])> {
    let at = text.iter().position(|byte| *byte == b'\n')?;
    Some((text.get(..at)?, text.get(at + 1..)?))
}
