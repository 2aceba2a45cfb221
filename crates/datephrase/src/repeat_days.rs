//! The days of a repetition: weekdays, days of the month, dates of the year.

use jiff::civil::Weekday;

use crate::amount::Unit;
use crate::piece::{Before, Day, Link, Piece, Scene};
use crate::refusal::{Refusal, RefusalKind};
use crate::repeat::{Found, On, Turn};
use crate::words::Text;
use crate::{date, day};

/// Days without "every": they need one elsewhere.
pub(crate) fn on(scene: Scene<'_>, at: usize) -> Found {
    let text = scene.text;
    let weekdays = weekdays(text, at).map(|(days, end)| (Turn::on(On::Weekdays(days)), end));
    let found = [
        weekdays,
        dated(scene, at)?,
        month_edge(text, at),
        ordinals(text, at),
    ];
    Ok(found.into_iter().flatten().max_by_key(|(_, end)| *end))
}

/// "mon, wed and fri", "monday to friday".
pub(crate) fn weekdays(text: Text<'_>, at: usize) -> Option<(Vec<Weekday>, usize)> {
    let one = |at: usize| text.weekday(at).or_else(|| text.weekday_plural(at));
    let (first, mut end) = one(at)?;
    let mut days = vec![first];
    let to = text.is(end, &["to", "through", "thru"]) || text.symbol(end, "-");
    if let Some((last, end)) = one(end + 1).filter(|_| to) {
        let span = last.since(first);
        let day = |step: i8| first.wrapping_add(step);
        return Some(((0..=span).map(day).collect(), end));
    }
    while let Some((day, next)) = one(past_and(text, end)).filter(|_| past_and(text, end) > end) {
        days.push(day);
        end = next;
    }
    Some((days, end))
}

/// Past "and", ",", ", and", "/", and a repeated "every", "on" or "the".
fn past_and(text: Text<'_>, at: usize) -> usize {
    let comma = [",", "/", "&", "+"]
        .iter()
        .any(|sign| text.symbol(at, sign));
    let next = text.skip(if comma { at + 1 } else { at }, &["and"]);
    if next == at {
        at
    } else {
        text.skip(next, &["every", "each", "on", "the"])
    }
}

/// "may 5", "24 dec", "christmas".
fn dated(scene: Scene<'_>, at: usize) -> Found {
    let before = Before {
        link: Link::default(),
        pieces: &[],
    };
    let found = match date::month_name(scene, at, before)? {
        Some(found) => Some(found),
        None => day::holiday(scene, at, before)?,
    };
    let Some((
        Piece::Day(Day::Dated {
            year, month, day, ..
        }),
        end,
    )) = found
    else {
        return Ok(None);
    };
    if year.is_some() {
        return Err(Refusal::repeat(
            RefusalKind::Conflict,
            "A date with a year comes once.",
        ));
    }
    Ok(Some((Turn::on(On::YearDay(month, day)), end)))
}

/// "end of every month".
fn month_edge(text: Text<'_>, at: usize) -> Option<(Turn, usize)> {
    let start = text.skip(at, &["the"]);
    let (day, next) = text.longest(
        start,
        &[
            ("end of", -1),
            ("start of", 1),
            ("beginning of", 1),
            ("month end", -1),
        ],
    )?;
    let on = Some(On::MonthDays(vec![day]));
    if text.word(next - 1) == "end" {
        return Some((
            Turn {
                on,
                ..Turn::default()
            },
            next,
        ));
    }
    let every = text
        .is(next, &["every", "each"])
        .then_some((1, Unit::Month));
    let month = text.skip(next, &["every", "each", "the"]);
    (text.word(month) == "month").then_some((
        Turn {
            every,
            on,
            part: None,
        },
        month + 1,
    ))
}

/// "the 1st and 15th", "the last friday of every month", "last day".
fn ordinals(text: Text<'_>, at: usize) -> Option<(Turn, usize)> {
    let mut items: Vec<(i8, Option<Weekday>)> = Vec::new();
    let mut is_day = false;
    // "second" alone is also a unit.
    let mut is_clear = true;
    let mut end = at;
    loop {
        let and = if items.is_empty() {
            at
        } else {
            past_and(text, end)
        };
        if and == end && !items.is_empty() {
            break;
        }
        let the = text.skip(and, &["the"]);
        let start = text.skip(the, &["day"]);
        let (number, next) = match text.ordinal(start) {
            Some((number, next)) => (i8::try_from(number).ok()?, next),
            None if text.is(start, &["last", "final"]) => (-1, start + 1),
            // "day 15", "the 15".
            None if start > and => (i8::try_from(text.number(start, 1, 2)?).ok()?, start + 1),
            None => break,
        };
        let weekday = text.weekday(next).or_else(|| text.weekday_plural(next));
        is_clear &= the > and || !text.digits(start).is_empty();
        is_day |= weekday.is_none() && text.word(next) == "day";
        end = weekday.map_or_else(|| text.skip(next, &["day"]), |(_, next)| next);
        items.push((number, weekday.map(|(weekday, _)| weekday)));
    }
    let on = grouped(&items, is_day)?;
    if text.is(end, &["of", "in"])
        && let Some((month, end)) = text.month(end + 1)
    {
        let on = match on {
            On::Nth(days) if days.len() == 1 => On::YearNth(month, days[0].0, days[0].1),
            On::MonthDays(days) if days.len() == 1 => On::YearDay(month, days[0]),
            _ => return None,
        };
        return Some((Turn::on(on), end));
    }
    let of = ["of the month", "in the month", "of month"]
        .iter()
        .find_map(|of| text.phrase(end, of));
    let every = [
        "of every month",
        "of each month",
        "in every month",
        "every month",
        "each month",
    ]
    .iter()
    .find_map(|of| text.phrase(end, of));
    if matches!(on, On::MonthDays(_)) && !is_clear && !is_day && of.or(every).is_none() {
        return None;
    }
    let turn = Turn {
        every: every.map(|_| (1, Unit::Month)),
        on: Some(on),
        part: None,
    };
    Some((turn, every.or(of).unwrap_or(end)))
}

/// Days of the month, or weekdays that the ordinals before them share.
fn grouped(items: &[(i8, Option<Weekday>)], is_day: bool) -> Option<On> {
    let (_, last) = items.last()?;
    let Some(mut weekday) = *last else {
        let days = items.iter().map(|(day, weekday)| match (day, weekday) {
            // "the last" alone leaves open the last what.
            (-1, None) if !is_day => None,
            (1..=31 | -1, None) => Some(*day),
            _ => None,
        });
        return days.collect::<Option<_>>().map(On::MonthDays);
    };
    let mut days = Vec::new();
    for (nth, own) in items.iter().rev() {
        weekday = own.unwrap_or(weekday);
        if !matches!(nth, 1..=5 | -1) {
            return None;
        }
        days.push((*nth, weekday));
    }
    days.reverse();
    Some(On::Nth(days))
}
