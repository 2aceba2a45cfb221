//! The part of a failed program's log that tells why.

use std::ops::Range;

use super::clean;
use super::failure;

/// At most so many lines.
pub(crate) const LINES: usize = 60;
/// At most so many bytes.
pub(crate) const BYTES: usize = 5000;
/// Lines from the end where the log tells of no failure.
const LAST: usize = 30;

/// A part of a log, cleaned.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Excerpt {
    pub(crate) text: String,
    /// The offset of its first byte in the log.
    pub(crate) from: u64,
    /// The offset after its last byte.
    pub(crate) to: u64,
    /// The line that names the failure, and its offset; none where only the last lines are shown.
    pub(crate) named: Option<(u64, String)>,
}

/// The part to show of what a failed program wrote. `text` is its log, or the end of it, and begins at the offset
/// `base` of it.
pub(crate) fn excerpt(text: &str, base: u64) -> Excerpt {
    let offset = |at: usize| base.saturating_add(u64::try_from(at).unwrap_or(u64::MAX));
    let cut = |range: Range<usize>| text.get(range).unwrap_or_default();
    match failure::find(text).filter(|failure| !failure.past) {
        Some(failure) => {
            let told = cut(failure.told.clone());
            // What follows is shown as far as there is room for it.
            let shown = if fits(&clean::clean(told)) {
                let after = cut(failure.told.end..text.len());
                let mut end = failure.told.end;
                for line in after.split_inclusive('\n').take(LINES) {
                    let longer = end + line.len();
                    if !fits(&clean::clean(cut(failure.told.start..longer))) {
                        break;
                    }
                    end = longer;
                }
                failure.told.start..end
            } else {
                failure.told.clone()
            };
            let named = clean::clean(cut(failure.named.clone()));
            Excerpt {
                text: middle_left_out(&clean::clean(cut(shown.clone()))),
                from: offset(shown.start),
                to: offset(shown.end),
                named: Some((offset(failure.named.start), named.trim().to_owned())),
            }
        }
        None => {
            let body = text.trim_end_matches(['\n', '\r']);
            let start = body
                .rmatch_indices('\n')
                .nth(LAST - 1)
                .map_or(0, |(at, _)| at + 1);
            Excerpt {
                text: middle_left_out(&clean::clean(cut(start..text.len()))),
                from: offset(start),
                to: offset(text.len()),
                named: None,
            }
        }
    }
}

fn fits(text: &str) -> bool {
    text.len() <= BYTES && text.lines().count() <= LINES
}

/// The first third and the last two thirds of what may be shown: a long traceback names its error at its end.
fn middle_left_out(text: &str) -> String {
    if fits(text) {
        return text.to_owned();
    }
    /// Room for the words in between.
    const NOTE: usize = 60;
    /// A line that is longer than that alone would take the place of all others.
    const LINE: usize = 1000;
    let lines: Vec<String> = text.lines().map(|line| shortened(line, LINE)).collect();
    let taken = |lines: &mut dyn Iterator<Item = &String>, most: usize, bytes: usize| {
        let mut room = bytes;
        lines
            .take(most)
            .take_while(|line| {
                let fits = line.len() < room;
                room = room.saturating_sub(line.len() + 1);
                fits
            })
            .count()
    };
    let head = taken(&mut lines.iter(), LINES / 3, BYTES / 3);
    let tail = taken(
        &mut lines.iter().skip(head).rev(),
        LINES - LINES / 3 - 1,
        BYTES - BYTES / 3 - NOTE,
    );
    let left_out = lines.len().saturating_sub(head + tail);
    let mut shown: Vec<String> = lines.iter().take(head).cloned().collect();
    if left_out > 0 {
        shown.push(format!("… {left_out} lines left out …"));
    }
    shown.extend(lines.iter().skip(head + left_out).cloned());
    shown.join("\n") + "\n"
}

/// The line, with its end left out where it is longer than `most` bytes.
pub(crate) fn shortened(line: &str, most: usize) -> String {
    if line.len() <= most {
        return line.to_owned();
    }
    let end = line.floor_char_boundary(most.saturating_sub('…'.len_utf8()));
    format!("{}…", line.get(..end).unwrap_or_default())
}

#[cfg(test)]
mod tests;
