//! Bytes as text, and where they may be cut.

/// The bytes as text of the same length, so that offsets in it are offsets in the log: each byte that is no UTF-8
/// becomes a `?`.
pub(crate) fn text(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len());
    for chunk in bytes.utf8_chunks() {
        text.push_str(chunk.valid());
        text.extend(std::iter::repeat_n('?', chunk.invalid().len()));
    }
    text
}

/// How many bytes at the end begin a UTF-8 character that is not complete yet (RFC 3629 §3).
pub(crate) fn unfinished(bytes: &[u8]) -> usize {
    for back in 1..=bytes.len().min(3) {
        let Some(byte) = bytes.len().checked_sub(back).and_then(|at| bytes.get(at)) else {
            break;
        };
        let length = match byte {
            0xC2..=0xDF => 2,
            0xE0..=0xEF => 3,
            0xF0..=0xF4 => 4,
            0x80..=0xBF => continue,
            _ => return 0,
        };
        return if length > back { back } else { 0 };
    }
    0
}

/// How many bytes at the beginning belong to a character that began before.
pub(crate) fn continuing(bytes: &[u8]) -> usize {
    bytes
        .iter()
        .take(3)
        .take_while(|byte| (0x80..=0xBF).contains(*byte))
        .count()
}

/// Where the last `lines` lines of `bytes` begin. A line break at the very end ends the last line, it begins none.
pub(crate) fn last_lines(bytes: &[u8], lines: usize) -> usize {
    let body = bytes.strip_suffix(b"\n").unwrap_or(bytes);
    body.iter()
        .enumerate()
        .rev()
        .filter(|(_, byte)| **byte == b'\n')
        .nth(lines.saturating_sub(1))
        .map_or(0, |(at, _)| at + 1)
}

/// Where the first `lines` lines of `bytes` end.
pub(crate) fn first_lines(bytes: &[u8], lines: usize) -> usize {
    bytes
        .iter()
        .enumerate()
        .filter(|(_, byte)| **byte == b'\n')
        .nth(lines.saturating_sub(1))
        .map_or(bytes.len(), |(at, _)| at + 1)
}

/// A length as an offset.
pub(crate) fn offset(length: usize) -> u64 {
    u64::try_from(length).unwrap_or(u64::MAX)
}
