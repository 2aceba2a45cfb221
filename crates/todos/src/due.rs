//! Due dates: as they are stored, and as they are shown.
//!
//! What a person means is a wall time in a zone, or a day; these are kept, and the instant is made of
//! them. A duration ("in 2 hours") and a time with an offset are instants from the start.

use datephrase::Due;
use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;
use jiff::{Timestamp, Zoned};
use operation::{Error, Result, User};

use crate::row::Row;

const WALL: &str = "wall";
/// A whole day; queries tell these from the others.
pub(crate) const DATE: &str = "date";
const INSTANT: &str = "instant";

/// Stores when a todo is due, to the second. A new time was not reminded of yet.
pub(crate) fn set(row: &mut Row, due: &Due, owner: &User) -> Result<()> {
    let instant = due
        .instant(&owner.zone, owner.day_reminder)
        .ok_or_else(|| {
            Error::bad_input("That date lies outside the calendar.").field("due_date")
        })?;
    let due_at = Some(instant.as_second().saturating_mul(1_000));
    if row.due_at != due_at {
        row.fired_for = None;
    }
    row.due_at = due_at;
    (row.due_kind, row.due_wall, row.due_zone) = match due {
        Due::Date(date) => (Some(DATE.to_owned()), Some(date.to_string()), None),
        Due::Wall { at, zone } => match zone.iana_name() {
            Some(name) => (
                Some(WALL.to_owned()),
                Some(at.to_string()),
                Some(name.to_owned()),
            ),
            // A bare offset has no rules that could change: the instant says it all.
            None => (Some(INSTANT.to_owned()), None, None),
        },
        Due::Instant(_) => (Some(INSTANT.to_owned()), None, None),
    };
    Ok(())
}

/// Takes the due date away.
pub(crate) fn clear(row: &mut Row) {
    (row.due_at, row.due_kind, row.due_wall, row.due_zone) = (None, None, None, None);
}

/// When the todo is due. A zone that is no longer known counts as the owner's.
pub(crate) fn get(row: &Row, zone: &TimeZone) -> Option<Due> {
    let instant = || {
        row.due_at
            .and_then(|at| Timestamp::from_millisecond(at).ok())
            .map(Due::Instant)
    };
    let wall = row.due_wall.as_deref();
    match row.due_kind.as_deref()? {
        DATE => wall?.parse::<Date>().ok().map(Due::Date),
        WALL => Some(Due::Wall {
            at: wall?.parse().ok()?,
            zone: named(row.due_zone.as_deref(), zone),
        }),
        _ => instant(),
    }
}

/// The zone of that name; the owner's when it has none or is not known.
pub(crate) fn named(name: Option<&str>, owners: &TimeZone) -> TimeZone {
    name.and_then(|name| TimeZone::get(name).ok())
        .unwrap_or_else(|| owners.clone())
}

/// A due date as the wire has it.
pub(crate) struct Shown {
    /// ISO 8601 with the owner's offset, or the day alone.
    pub(crate) date: String,
    /// `Mon 23 Nov 2026 17:00`, with the zone where it is another than the owner's.
    pub(crate) reading: String,
    /// The instant, in UTC.
    pub(crate) at: String,
    /// Whether its time, or its whole day, is over.
    pub(crate) overdue: bool,
}

/// How a due date is shown to its owner.
pub(crate) fn show(due: &Due, owner: &User, now: Timestamp) -> Option<Shown> {
    let zone = &owner.zone;
    let instant = due.instant(zone, owner.day_reminder)?;
    let at = instant.to_string();
    if let Due::Date(date) = due {
        let overdue = *date < now.to_zoned(zone.clone()).date();
        return Some(Shown {
            date: date.to_string(),
            reading: day(*date),
            at,
            overdue,
        });
    }
    let local = instant.to_zoned(zone.clone());
    let reading = match due {
        Due::Wall { at, zone: named } if named != zone => {
            format!("{} {}", moment(*at), named.iana_name().unwrap_or_default())
        }
        Due::Wall { at, .. } => moment(*at),
        Due::Instant(_) | Due::Date(_) => moment(local.datetime()),
    };
    Some(Shown {
        date: iso(&local),
        reading,
        at,
        overdue: instant <= now,
    })
}

fn day(date: Date) -> String {
    date.strftime("%a %-d %b %Y").to_string()
}

/// A wall time to read: `Mon 23 Nov 2026 17:00`.
fn moment(at: DateTime) -> String {
    let format = if at.second() == 0 {
        "%a %-d %b %Y %H:%M"
    } else {
        "%a %-d %b %Y %H:%M:%S"
    };
    at.strftime(format).to_string()
}

/// `2026-11-23T17:00:00+01:00` (RFC 3339).
fn iso(at: &Zoned) -> String {
    at.strftime("%Y-%m-%dT%H:%M:%S%:z").to_string()
}
