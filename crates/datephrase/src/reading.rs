//! What a phrase was taken to mean.

use jiff::Timestamp;
use jiff::Zoned;
use jiff::civil::{Date, DateTime, Time};
use jiff::tz::{AmbiguousOffset, Offset, TimeZone};

/// What was said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Said {
    /// A date without a time: "tomorrow".
    Date,
    /// A time without a date: "5pm".
    Time,
    /// Both, or a point in time: "tomorrow at 5pm", "tonight", "in 2 hours".
    Both,
}

/// When something is due.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Due {
    /// A wall-clock date and time in a zone: authoritative when zone rules change.
    Wall {
        /// What the clock on the wall shows; never adjusted for daylight saving.
        at: DateTime,
        /// The user's zone, or the one that was named.
        zone: TimeZone,
    },
    /// A date without a time.
    Date(Date),
    /// A point in time: relative phrases ("in 2 hours"), ISO with an offset, UTC.
    Instant(Timestamp),
}

impl Due {
    /// The instant in `zone`, where a date alone is taken at `time`. A time
    /// skipped by the clocks counts as the one after the gap, a time shown
    /// twice as its first ("compatible", RFC 5545 section 3.3.5).
    ///
    /// `None` when the instant is outside what can be represented.
    #[must_use]
    pub fn instant(&self, zone: &TimeZone, time: Time) -> Option<Timestamp> {
        match self {
            Self::Instant(instant) => Some(*instant),
            Self::Wall { at, zone } => zone.to_timestamp(*at).ok(),
            Self::Date(date) => zone.to_timestamp(date.to_datetime(time)).ok(),
        }
    }
}

/// The meaning that was taken, and how to show it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reading {
    /// When it is due.
    pub due: Due,
    /// Whether a date, a time, or both were said.
    pub said: Said,
    text: String,
}

impl Reading {
    pub(crate) fn date(date: Date) -> Self {
        Self {
            due: Due::Date(date),
            said: Said::Date,
            text: show_date(date),
        }
    }

    pub(crate) fn wall(at: DateTime, zone: TimeZone, said: Said, named: Option<&str>) -> Self {
        let mut text = show(at);
        if let Some(name) = named {
            text = format!("{text} {name}");
        }
        Self {
            due: Due::Wall { at, zone },
            said,
            text,
        }
    }

    pub(crate) fn at_offset(at: DateTime, offset: Offset, instant: Timestamp, said: Said) -> Self {
        let text = format!("{} {}", show(at), show_offset(offset));
        Self {
            due: Due::Instant(instant),
            said,
            text,
        }
    }

    pub(crate) fn instant(at: &Zoned) -> Self {
        let wall = at.datetime();
        // An hour that is shown twice needs its offset to be told apart.
        let twice = matches!(
            at.time_zone().to_ambiguous_timestamp(wall).offset(),
            AmbiguousOffset::Fold { .. }
        );
        let text = if twice {
            format!("{} {}", show(wall), show_offset(at.offset()))
        } else {
            show(wall)
        };
        Self {
            due: Due::Instant(at.timestamp()),
            said: Said::Both,
            text,
        }
    }

    /// The reading to show: "Mon 23 Nov 2026 17:00", "Mon 23 Nov 2026", and with
    /// the zone or offset when one was named. It reads back as the same moment.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// A sentence when daylight saving makes the wall time special: it is
    /// skipped on that day, or comes twice.
    #[must_use]
    pub fn note(&self) -> Option<String> {
        let Due::Wall { at, zone } = &self.due else {
            return None;
        };
        match zone.to_ambiguous_timestamp(*at).offset() {
            AmbiguousOffset::Unambiguous { .. } => None,
            AmbiguousOffset::Gap { .. } => {
                let moved = zone.to_zoned(*at).ok()?;
                Some(format!(
                    "The clocks skip {} on that day, so it counts as {}.",
                    show_time(at.time()),
                    show_time(moved.time())
                ))
            }
            AmbiguousOffset::Fold { .. } => Some(format!(
                "The clocks show {} twice on that day; the first is meant.",
                show_time(at.time())
            )),
        }
    }
}

pub(crate) fn show_date(date: Date) -> String {
    date.strftime("%a %-d %b %Y").to_string()
}

pub(crate) fn show_time(time: Time) -> String {
    let format = match (time.second(), time.subsec_nanosecond()) {
        (0, 0) => "%H:%M",
        (_, 0) => "%H:%M:%S",
        _ => "%H:%M:%S%.f",
    };
    time.strftime(format).to_string()
}

pub(crate) fn show(at: DateTime) -> String {
    format!("{} {}", show_date(at.date()), show_time(at.time()))
}

fn show_offset(offset: Offset) -> String {
    if offset == Offset::UTC {
        return "UTC".to_owned();
    }
    let sign = if offset.is_negative() { '-' } else { '+' };
    let minutes = offset.seconds().abs() / 60;
    format!("UTC{sign}{:02}:{:02}", minutes / 60, minutes % 60)
}
