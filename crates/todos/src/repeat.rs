//! Repetition: a rule and where it is counted from.
//!
//! Occurrences are counted from the first one, not from the last: "monthly on the 31st" is the 31st
//! again after a February. Snoozing moves one occurrence and leaves the rest.

use datephrase::Due;
use datephrase::rrule::Rule;
use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use operation::User;

use crate::due;
use crate::row::Row;

/// What was over for longer than this needs no look when the next occurrence is sought.
const MARGIN: SignedDuration = SignedDuration::from_hours(48);

/// Has the todo repeat by `rule`, counted from `first`. `zone` is the owner's.
pub(crate) fn set(row: &mut Row, rule: &Rule, first: &Due, zone: &TimeZone) {
    row.repeat_rule = Some(rule.to_string());
    count_from(row, first, zone);
}

/// Moves a repetition to a new first occurrence.
pub(crate) fn count_from(row: &mut Row, first: &Due, zone: &TimeZone) {
    let (wall, zone) = match first {
        Due::Date(date) => (date.to_string(), None),
        Due::Wall { at, zone } => (at.to_string(), zone.iana_name().map(str::to_owned)),
        Due::Instant(at) => (
            at.to_zoned(zone.clone()).datetime().to_string(),
            zone.iana_name().map(str::to_owned),
        ),
    };
    row.repeat_from = Some(wall);
    row.repeat_zone = zone;
}

/// Ends the repetition.
pub(crate) fn clear(row: &mut Row) {
    (row.repeat_rule, row.repeat_from, row.repeat_zone) = (None, None, None);
}

/// The repetition in words: `every weekday at 09:00`.
pub(crate) fn words(row: &Row) -> Option<String> {
    let words = datephrase::describe_rrule(row.repeat_rule.as_deref()?)?;
    Some(match first(row) {
        Some(First::Moment(at)) => format!("{words} at {}", at.strftime("%H:%M")),
        Some(First::Day(_)) | None => words,
    })
}

enum First {
    Day(Date),
    Moment(DateTime),
}

fn first(row: &Row) -> Option<First> {
    let text = row.repeat_from.as_deref()?;
    if text.contains('T') {
        text.parse().ok().map(First::Moment)
    } else {
        text.parse().ok().map(First::Day)
    }
}

/// The first occurrence after both `now` and the present due date; `None` when there is none, or no
/// repetition. What was missed in between is left out: it is reminded of once.
pub(crate) fn next(row: &Row, owner: &User, now: Timestamp) -> Option<Due> {
    let rule = Rule::parse(row.repeat_rule.as_deref()?).ok()?;
    let zone = due::named(row.repeat_zone.as_deref(), &owner.zone);
    let first = first(row)?;
    let anchor = match first {
        First::Day(date) => date.to_datetime(owner.day_reminder),
        First::Moment(at) => at,
    };
    let due_at = Timestamp::from_millisecond(row.due_at?).ok()?;
    let wall = |at: Timestamp| at.to_zoned(zone.clone()).datetime();
    let mut after = wall(due_at).max(wall(now.saturating_sub(MARGIN).ok()?));
    loop {
        after = rule.next_after(anchor, after)?;
        let due = match first {
            First::Day(_) => Due::Date(after.date()),
            First::Moment(_) => Due::Wall {
                at: after,
                zone: zone.clone(),
            },
        };
        if due.instant(&owner.zone, owner.day_reminder)? > now {
            return Some(due);
        }
    }
}
