//! The tables of phrases and what is expected of them.

use datephrase::Options;
use jiff::Zoned;

/// One line of a table.
pub(crate) struct Line<'a> {
    pub(crate) number: usize,
    pub(crate) said: String,
    pub(crate) expected: Vec<&'a str>,
    pub(crate) now: Zoned,
    pub(crate) options: Options,
}

/// The lines of a table; `@ NOW[ZONE] [day-first]` holds for those below it.
pub(crate) fn lines(table: &str) -> Vec<Line<'_>> {
    let mut now: Option<Zoned> = None;
    let mut options = Options::default();
    let mut lines = Vec::new();
    for (index, line) in table.lines().enumerate() {
        if let Some(context) = line.strip_prefix("@ ") {
            let (at, rest) = context.split_once(' ').unwrap_or((context, ""));
            now = Some(at.parse().expect("a time with its zone"));
            options = Options {
                day_first: rest == "day-first",
            };
        } else if !line.is_empty() && !line.starts_with("# ") {
            let mut fields = line.split('\t');
            let said = fields.next().expect("a phrase");
            lines.push(Line {
                number: index + 1,
                said: said
                    .replace("\\u{a0}", "\u{a0}")
                    .replace("\\u{202f}", "\u{202f}"),
                expected: fields.collect(),
                now: now.clone().expect("a line with the time first"),
                options,
            });
        }
    }
    lines
}

/// Fails with every line that is wrong, not only the first.
pub(crate) fn report(wrong: Vec<String>) {
    assert!(
        wrong.is_empty(),
        "{} wrong:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}
