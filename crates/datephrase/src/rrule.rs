//! Recurrence rules: the subset of RFC 5545 section 3.3.10 that phrases need.
//!
//! A rule holds no start. Occurrences are counted from an *anchor*, the wall
//! time of the first one, in civil arithmetic: which instant a wall time is on a
//! day when the clocks change is the caller's business.
//!
//! Supported are `FREQ` (`DAILY` and coarser), `INTERVAL`, `BYDAY`, `BYMONTHDAY`,
//! `BYMONTH`, `COUNT` and `UNTIL` in the combinations of [`Rule::parse`].
//!
//! One rule departs from the RFC, because a reminder that silently skips a month
//! helps nobody: a day the month does not have counts as its last day. "Monthly
//! on the 31st" is 30 April, and a yearly 29 February is 28 February in common
//! years.

use jiff::civil::{Date, DateTime, Weekday};

use crate::{Refusal, RefusalKind};

/// The largest accepted `INTERVAL`.
pub(crate) const MAX_INTERVAL: u16 = 999;
/// The largest accepted `COUNT`.
pub(crate) const MAX_COUNT: u32 = 9_999;

/// A validated recurrence rule. [`ToString`] gives the RRULE value, without
/// `RRULE:` and without `DTSTART`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Rule {
    pub(crate) pattern: Pattern,
    pub(crate) interval: u16,
    pub(crate) end: End,
}

/// On which days of its period a rule falls. Where nothing is named, the
/// anchor's own day counts.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Pattern {
    Daily,
    /// Monday first, without repeats; empty: the anchor's weekday.
    Weekly(Vec<Weekday>),
    /// 1 to 31, or -1 for the last; empty: the anchor's day.
    MonthlyDays(Vec<i8>),
    /// The nth weekday: 1 to 5, or -1 for the last.
    MonthlyNth(Vec<(i8, Weekday)>),
    /// Month and day; none: the anchor's.
    Yearly(Option<(i8, i8)>),
    YearlyNth {
        month: i8,
        nth: i8,
        weekday: Weekday,
    },
}

/// When a rule stops.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum End {
    Never,
    Count(u32),
    /// The last day that may still hold an occurrence.
    Until(Date),
}

impl Rule {
    pub(crate) fn every(interval: u16, pattern: Pattern) -> Self {
        Self {
            pattern,
            interval,
            end: End::Never,
        }
    }

    /// Reads an RRULE value such as `FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,TH`, with or
    /// without a leading `RRULE:`. `UNTIL` is a date, or a wall time without `Z`
    /// of which the date counts.
    ///
    /// # Errors
    ///
    /// A refusal that names the part which is wrong or not supported.
    ///
    /// ```
    /// use datephrase::rrule::Rule;
    /// let rule = Rule::parse("FREQ=MONTHLY;BYDAY=-1FR").unwrap();
    /// assert_eq!(rule.words(), "every month on the last Friday");
    /// assert!(Rule::parse("FREQ=HOURLY").is_err());
    /// ```
    pub fn parse(text: &str) -> Result<Self, Refusal> {
        crate::rule_text::parse(text)
    }

    /// Reads the short repeat words of earlier versions: `daily`, `weekly:W`
    /// (0 = Sunday), `monthly:day:D`, `monthly:nth:N:W`, `monthly:last:W`,
    /// `yearly`. The bare `weekly`, `monthly`, `monthly_nth_weekday`,
    /// `monthly_last_weekday` and `yearly` take what they leave out from `due`.
    ///
    /// `none` and the empty text are `Ok(None)`: no repetition.
    ///
    /// # Errors
    ///
    /// A refusal for anything else, or a parameter out of its range.
    ///
    /// ```
    /// use datephrase::rrule::Rule;
    /// let due = "2026-11-27T09:00".parse().unwrap();
    /// let rule = Rule::from_repeat("monthly:day:31", due).unwrap().unwrap();
    /// assert_eq!(rule.to_string(), "FREQ=MONTHLY;BYMONTHDAY=31");
    /// ```
    pub fn from_repeat(repeat: &str, due: DateTime) -> Result<Option<Self>, Refusal> {
        let repeat = repeat.trim().to_ascii_lowercase();
        let parts: Vec<&str> = repeat.split(':').collect();
        let weekday = due.weekday();
        let pattern = match parts.as_slice() {
            ["" | "none"] => return Ok(None),
            ["daily"] => Pattern::Daily,
            ["weekly"] => Pattern::Weekly(vec![weekday]),
            ["weekly", day] => Pattern::Weekly(vec![sunday_based(day)?]),
            ["monthly"] => Pattern::MonthlyDays(vec![due.day()]),
            ["monthly", "day", day] => Pattern::MonthlyDays(vec![within(day, 1, 31)?]),
            ["monthly_nth_weekday"] => match (due.day() - 1) / 7 + 1 {
                // A fifth weekday is missing from most months; the last one is meant.
                5 => Pattern::MonthlyNth(vec![(-1, weekday)]),
                nth => Pattern::MonthlyNth(vec![(nth, weekday)]),
            },
            ["monthly", "nth", nth, day] => {
                Pattern::MonthlyNth(vec![(within(nth, 1, 4)?, sunday_based(day)?)])
            }
            ["monthly_last_weekday"] => Pattern::MonthlyNth(vec![(-1, weekday)]),
            ["monthly", "last", day] => Pattern::MonthlyNth(vec![(-1, sunday_based(day)?)]),
            ["yearly"] => Pattern::Yearly(Some((due.month(), due.day()))),
            _ => return Err(not_a_repeat(&repeat)),
        };
        Ok(Some(Self::every(1, pattern)))
    }

    /// The first occurrence strictly after `after`, counted from `anchor`, which
    /// is the wall time the rule starts at and gives every occurrence its time
    /// of day. The anchor itself counts when the rule allows its day.
    ///
    /// `None` when the rule has ended.
    ///
    /// ```
    /// use datephrase::rrule::Rule;
    /// let anchor = "2027-01-31T09:00".parse().unwrap();
    /// let rule = Rule::parse("FREQ=MONTHLY;BYMONTHDAY=31").unwrap();
    /// let next = rule.next_after(anchor, anchor).unwrap();
    /// assert_eq!(next.to_string(), "2027-02-28T09:00:00");
    /// ```
    #[must_use]
    pub fn next_after(&self, anchor: DateTime, after: DateTime) -> Option<DateTime> {
        crate::occurrence::next_after(self, anchor, after)
    }

    /// The rule in words that [`parse_recurrence`](crate::parse_recurrence)
    /// reads back: "every 2 weeks on Monday and Thursday until 31 Dec 2026".
    #[must_use]
    pub fn words(&self) -> String {
        crate::rule_text::words(self, None)
    }
}

/// A weekday by its number, 0 = Sunday.
fn sunday_based(text: &str) -> Result<Weekday, Refusal> {
    let number = within(text, 0, 6)?;
    Weekday::from_sunday_zero_offset(number).map_err(|_| not_a_repeat(text))
}

fn within(text: &str, least: i8, most: i8) -> Result<i8, Refusal> {
    match text.parse::<i8>() {
        Ok(number) if (least..=most).contains(&number) => Ok(number),
        _ => Err(Refusal::repeat(
            RefusalKind::Impossible,
            &format!("A repeat needs a number from {least} to {most} there."),
        )),
    }
}

fn not_a_repeat(text: &str) -> Refusal {
    Refusal::unknown_repeat(text)
}
