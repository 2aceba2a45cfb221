//! Dates, times and recurrences in English words.
//!
//! [`parse`] reads one phrase, [`parse_recurrence`] one that repeats, and
//! [`find`] looks for either inside a sentence. All three look forward from a
//! `now` in the user's time zone, and all three refuse rather than guess: every
//! word of a phrase has to be understood, or none of it is.
//!
//! ```
//! use datephrase::{Options, parse};
//!
//! let now = "2026-11-18T10:30[Europe/Berlin]".parse().unwrap();
//! let reading = parse("next monday at 5pm", &now, &Options::default()).unwrap();
//! assert_eq!(reading.text(), "Mon 23 Nov 2026 17:00");
//!
//! let refusal = parse("sometime soon", &now, &Options::default()).unwrap_err();
//! assert!(refusal.to_string().starts_with("\"sometime\" names no moment."));
//! ```
//!
//! The rules that were chosen where English leaves a choice are listed in the
//! crate's README.
#![forbid(unsafe_code)]

mod amount;
mod calendar;
mod clock;
mod date;
mod day;
mod evidence;
mod explain;
mod find;
mod hour;
mod lexer;
mod occurrence;
mod part;
mod piece;
mod place;
mod reading;
mod recurrence;
mod refusal;
mod repeat;
mod repeat_days;
mod resolve;
pub mod rrule;
mod rule_text;
mod schedule;
mod slots;
mod spoken;
mod words;
mod zone;

pub use find::{Found, find};
pub use reading::{Due, Reading, Said};
pub use recurrence::{Recurrence, describe_rrule, next_occurrence, parse_recurrence};
pub use refusal::{Refusal, RefusalKind};

use jiff::Zoned;

/// The longest phrase that is read, in bytes; a longer one is refused.
pub const MAX_PHRASE: usize = 200;

/// How to read what English leaves open.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Options {
    /// Whether `5/6` is 5 June (`true`) or May 6 (`false`, the default). Where
    /// only one order is possible (`25/12/2026`) that one is taken; dotted dates
    /// (`5.6.2027`) always begin with the day.
    pub day_first: bool,
}

/// Reads one date, time or both, as seen from `now` in its time zone.
///
/// # Errors
///
/// A [`Refusal`] when any part of the phrase is not understood, when the phrase
/// allows two meanings, names a day that does not exist, or lies in the past.
/// Only ISO dates (`2026-01-05 09:00`) may be past: they are exact.
///
/// ```
/// # use datephrase::{parse, Due, Options, Said};
/// let now = "2026-11-18T10:30[UTC]".parse().unwrap();
/// let reading = parse("May 5th", &now, &Options::default()).unwrap();
/// assert_eq!(reading.due, Due::Date(jiff::civil::date(2027, 5, 5)));
/// assert_eq!(reading.said, Said::Date);
/// ```
pub fn parse(phrase: &str, now: &Zoned, options: &Options) -> Result<Reading, Refusal> {
    let tokens = lexer::tokens(phrase)?;
    let scene = piece::Scene::new(phrase, &tokens, options);
    let pieces = match piece::read(scene) {
        Ok(pieces) => pieces,
        Err(refusal) => {
            return Err(recurrence::instead_of_moment(scene, now).unwrap_or(refusal));
        }
    };
    resolve::reading(&pieces, now)
}
