//! Morning or evening: the hour a time means.
//!
//! - A part of the day decides: "tonight at 8" is 20:00.
//! - Otherwise, beside a day, 1 to 6 are afternoon and 7 to 12 morning or noon:
//!   "tomorrow at 5" is 17:00, "mon 9" is 09:00.
//! - An hour alone is the next one within waking hours, 07:00 to 22:59; "today
//!   at 11" may be 23:00.

use jiff::civil::Time;

use crate::Refusal;
use crate::clock::{Clock, Dial};
use crate::part::Part;
use crate::reading::show_time;

/// A time, as far as it is settled without knowing the day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Settled {
    At(Time),
    /// Of the day after: "tonight at 1am".
    NextDay(Time),
    /// An hour on a 12-hour dial, for [`beside_a_day`] or [`awake`].
    Open(Time),
}

/// The time of `clock` in `part` of the day, of which `today` is said or not.
pub(crate) fn settle(clock: Clock, part: Option<(Part, bool)>) -> Result<Settled, Refusal> {
    let Some((part, today)) = part else {
        return Ok(match clock.dial {
            Dial::Sure | Dial::Likely => Settled::At(clock.time),
            Dial::Twelve => Settled::At(beside_a_day(clock.time)),
            Dial::Hour => Settled::Open(clock.time),
        });
    };
    let sure = clock.dial == Dial::Sure;
    let candidates = if sure {
        vec![clock.time]
    } else {
        both(clock.time).to_vec()
    };
    for time in candidates {
        let hour = time.hour();
        // "12 in the morning" could be either end of it.
        let unclear = hour == 0 && part == Part::Morning && !sure;
        if part.holds(hour) && !unclear {
            return Ok(Settled::At(time));
        }
        let small_hours = hour == 0 || (today && sure && hour <= 4);
        if part == Part::Night && small_hours {
            return Ok(Settled::NextDay(time));
        }
    }
    Err(Refusal::conflict(format!(
        "{} is not in {}. Write the time on 24 hours, such as \"tomorrow at 17:00\".",
        show_time(clock.time),
        part.name()
    )))
}

/// Morning and afternoon of a time on a 12-hour dial.
fn both(time: Time) -> [Time; 2] {
    let hour = time.hour() % 12;
    [with_hour(time, hour), with_hour(time, hour + 12)]
}

fn with_hour(time: Time, hour: i8) -> Time {
    time.with().hour(hour).build().unwrap_or(time)
}

/// The time a 12-hour dial means when its day is known.
pub(crate) fn beside_a_day(time: Time) -> Time {
    match time.hour() {
        hour @ 1..=6 => with_hour(time, hour + 12),
        _ => time,
    }
}

/// The times of a 12-hour dial at which people are up, from 07:00 to the hour
/// `latest`, earlier first.
pub(crate) fn awake(time: Time, latest: i8) -> impl Iterator<Item = Time> {
    both(time)
        .into_iter()
        .filter(move |time| (7..=latest).contains(&time.hour()))
}
