//! Why a phrase was not read, in a sentence for whoever wrote it.

use std::fmt;

/// What is accepted, for the end of most refusals.
const FORMS: &str = "Write for example \"tomorrow at 5pm\", \"fri 15:00\", \"in 2 hours\", \
    \"24 Dec\", \"May 5 at 10am\", \"end of month\", or exactly: YYYY-MM-DD or YYYY-MM-DDTHH:MM.";

/// What is accepted where something repeats.
const REPEATS: &str = "Write for example \"every day at 9\", \"every weekday at 8:30\", \
    \"every 2 weeks on Monday\", \"every last Friday\", \"monthly on the 1st\", \
    \"yearly on May 5\", or an RRULE such as FREQ=WEEKLY;BYDAY=MO.";

/// The family a refusal belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum RefusalKind {
    /// Nothing was said.
    Empty,
    /// More was said than any phrase needs.
    TooLong,
    /// A part was not understood.
    Unknown,
    /// The words name no moment: "asap", "later".
    Vague,
    /// The moment is over.
    Past,
    /// There is no such date or time: 30 February, 25:00.
    Impossible,
    /// Two meanings are possible.
    Ambiguous,
    /// The parts contradict each other, or one is said twice.
    Conflict,
    /// The phrase repeats where one moment was asked for, or the reverse.
    Repeats,
}

/// A phrase that was not read. Its [`Display`](fmt::Display) is a sentence that
/// says what was wrong and what would be right.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    kind: RefusalKind,
    message: String,
}

impl Refusal {
    /// The family of the reason.
    #[must_use]
    pub fn kind(&self) -> RefusalKind {
        self.kind
    }

    /// A refusal whose sentence says by itself what would be right.
    pub(crate) fn new(kind: RefusalKind, message: impl Into<String>) -> Self {
        let message = message.into();
        Self { kind, message }
    }

    fn with_forms(kind: RefusalKind, message: &str) -> Self {
        Self::new(kind, format!("{message} {FORMS}"))
    }

    pub(crate) fn empty() -> Self {
        Self::with_forms(RefusalKind::Empty, "No date or time was given.")
    }

    pub(crate) fn too_long(limit: usize) -> Self {
        let message = format!("A date or time is at most {limit} bytes long.");
        Self::with_forms(RefusalKind::TooLong, &message)
    }

    pub(crate) fn unknown(part: &str) -> Self {
        let message = format!("{} was not understood as a date or time.", quoted(part));
        Self::with_forms(RefusalKind::Unknown, &message)
    }

    pub(crate) fn unknown_repeat(part: &str) -> Self {
        let message = format!("{} was not understood as a repetition.", quoted(part));
        Self::new(RefusalKind::Unknown, format!("{message} {REPEATS}"))
    }

    pub(crate) fn repeat(kind: RefusalKind, message: &str) -> Self {
        Self::new(kind, format!("{message} {REPEATS}"))
    }

    pub(crate) fn vague(part: &str) -> Self {
        let message = format!("{} names no moment.", quoted(part));
        Self::with_forms(RefusalKind::Vague, &message)
    }

    pub(crate) fn past(message: &str) -> Self {
        Self::new(RefusalKind::Past, message)
    }

    pub(crate) fn impossible(message: impl Into<String>) -> Self {
        Self::new(RefusalKind::Impossible, message)
    }

    pub(crate) fn ambiguous(message: impl Into<String>) -> Self {
        Self::new(RefusalKind::Ambiguous, message)
    }

    pub(crate) fn conflict(message: impl Into<String>) -> Self {
        Self::new(RefusalKind::Conflict, message)
    }

    pub(crate) fn too_far() -> Self {
        Self::impossible("That lies too far ahead: dates up to the year 2099 are accepted.")
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Refusal {}

/// `part` in quotation marks, short and without control characters: it is what
/// a stranger wrote, and goes into messages and logs.
fn quoted(part: &str) -> String {
    const SHOWN: usize = 40;
    let clean: String = part
        .trim()
        .chars()
        .filter(|c| !c.is_control())
        .take(SHOWN + 1)
        .collect();
    match clean.char_indices().nth(SHOWN) {
        Some((cut, _)) => format!("\"{}…\"", &clean[..cut]),
        None => format!("\"{clean}\""),
    }
}
