//! Progress bars, as tqdm, pip, `hf download`, Ollama and others draw them.

/// A line that tells how far something is.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Progress<'a> {
    /// What progresses: the text before the number.
    pub(crate) label: &'a str,
    /// 0 to 100.
    pub(crate) percent: u8,
}

/// What bars are drawn with: tqdm's eighths, pip's and Ollama's.
const BARS: &[char] = &[
    '█', '▉', '▊', '▋', '▌', '▍', '▎', '▏', '▕', '━', '╸', '╺', '░', '▓',
];
/// What stands beside a number that moves.
const RATES: &[&str] = &["%|", "B/s", "it/s", "s/it", "Completed | "];
/// Labels longer than that are no labels.
const LONGEST_LABEL: usize = 300;

/// Reads a line (without escape sequences) that shows progress. A percentage alone is none: a rate or a bar has to
/// stand beside it.
pub(crate) fn read(line: &str) -> Option<Progress<'_>> {
    let bar = line.contains(BARS);
    if !bar && !RATES.iter().any(|rate| line.contains(rate)) {
        return None;
    }
    let (label, percent) = percentage(line).or_else(|| bar.then(|| amounts(line)).flatten())?;
    let label = label
        .trim_end_matches(|c: char| c.is_whitespace() || BARS.contains(&c) || ":|(".contains(c))
        .trim_start();
    (label.len() <= LONGEST_LABEL).then_some(Progress { label, percent })
}

/// The first percentage, and the text before it.
pub(crate) fn percentage(line: &str) -> Option<(&str, u8)> {
    line.match_indices('%').find_map(|(at, _)| {
        let before = line.get(..at)?;
        let before = before.strip_suffix(' ').unwrap_or(before);
        let start = before.trim_end_matches(in_number).len();
        let whole = before.get(start..)?.split('.').next()?;
        let percent = whole.parse().ok().filter(|percent| *percent <= 100)?;
        Some((line.get(..start)?, percent))
    })
}

/// The first `3/7` as a percentage, and the text before it. Units do not matter, as both numbers have the same in
/// what is drawn by pip; where they differ (`850 MB/2.0 GB`) a percentage stands beside it.
pub(crate) fn amounts(line: &str) -> Option<(&str, u8)> {
    line.match_indices('/').find_map(|(at, _)| {
        let (before, after) = (line.get(..at)?, line.get(at + 1..)?);
        let start = before.trim_end_matches(in_number).len();
        let end = after.find(|c| !in_number(c)).unwrap_or(after.len());
        let done = thousandths(before.get(start..)?)?;
        let all = thousandths(after.get(..end)?)?;
        let percent = done.checked_mul(100)?.checked_div(all)?;
        let percent = u8::try_from(percent)
            .ok()
            .filter(|percent| *percent <= 100)?;
        Some((line.get(..start)?, percent))
    })
}

fn in_number(c: char) -> bool {
    c.is_ascii_digit() || c == '.'
}

/// A decimal number in thousandths.
fn thousandths(number: &str) -> Option<u64> {
    let (whole, part) = number.split_once('.').unwrap_or((number, ""));
    let whole: u64 = whole.parse().ok()?;
    let part: u64 = if part.is_empty() {
        0
    } else {
        format!("{part:0<3}").get(..3)?.parse().ok()?
    };
    whole.checked_mul(1000)?.checked_add(part)
}
