//! Phrases that repeat: "every weekday at 9", "monthly on the 1st".

use jiff::Zoned;
use jiff::civil::{DateTime, Time};

use crate::reading::show_time;
use crate::rrule::Rule;
use crate::{Options, Reading, Refusal};

/// A repetition that was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recurrence {
    /// The rule as an RRULE value, without `DTSTART`: "FREQ=WEEKLY;BYDAY=MO".
    pub rrule: String,
    /// The same rule, validated.
    pub rule: Rule,
    /// The time of day, when one was said.
    pub time: Option<Time>,
    /// The first occurrence after now. `RRULE`s are counted from it.
    pub first: Reading,
}

impl Recurrence {
    /// The repetition in words: "every 2 weeks on Monday at 09:00".
    #[must_use]
    pub fn words(&self) -> String {
        match self.time {
            Some(time) => format!("{} at {}", self.rule.words(), show_time(time)),
            None => self.rule.words(),
        }
    }
}

/// The words for an RRULE value of the supported subset: "every weekday".
/// `None` for any other text.
#[must_use]
pub fn describe_rrule(rrule: &str) -> Option<String> {
    Rule::parse(rrule).ok().map(|rule| rule.words())
}

/// The first occurrence of `rrule` strictly after `after`, counted from
/// `anchor`; see [`Rule::next_after`]. `None` when the rule has ended or is not
/// of the supported subset.
#[must_use]
pub fn next_occurrence(rrule: &str, anchor: DateTime, after: DateTime) -> Option<DateTime> {
    Rule::parse(rrule).ok()?.next_after(anchor, after)
}

/// Reads a phrase that repeats.
///
/// # Errors
///
/// A [`Refusal`] as for [`parse`](crate::parse).
pub fn parse_recurrence(
    phrase: &str,
    _now: &Zoned,
    _options: &Options,
) -> Result<Recurrence, Refusal> {
    Err(Refusal::unknown_repeat(phrase))
}
