//! Dates that name a day: 2026-12-01, 5/6, 25.12.2026, May 5th, the 25th, the
//! first Monday of December.

use jiff::civil::Date;

use crate::Refusal;
use crate::piece::{Before, Day, Form, Match, MonthOf, Piece, Scene};
use crate::words::{MONTHS, Text};

/// The years a phrase may name. In a later one "2130" is a time; an earlier one
/// is a mistake.
const YEARS: std::ops::RangeInclusive<i64> = 1970..=2099;

/// `2026-12-01`, with the `T` that leads to a time.
pub(crate) fn year_first(scene: Scene<'_>, at: usize, _: Before<'_>) -> Match {
    let text = scene.text;
    let Some(year) = text.number(at, 4, 4) else {
        return Ok(None);
    };
    let Some((month, day)) = ["-", "/", "."].iter().find_map(|sign| {
        let joined = text.glued_symbol(at + 1, sign) && text.glued_symbol(at + 3, sign);
        let pair = (
            text.glued_number(at + 2, 1, 2)?,
            text.glued_number(at + 4, 1, 2)?,
        );
        joined.then_some(pair)
    }) else {
        return Ok(None);
    };
    let end = at + 5;
    let leads_to_time =
        text.glued(end) && text.word(end) == "t" && text.glued_number(end + 1, 1, 2).is_some();
    let end = if leads_to_time { end + 1 } else { end };
    dated(
        text.quote(at, at + 5),
        Some(year),
        month,
        day,
        Form::Iso,
        end,
    )
}

/// `5/6`, `5/6/2027`, `5-6-2027`, `25.12.`, `25.12.2026`.
pub(crate) fn numeric(scene: Scene<'_>, at: usize, before: Before<'_>) -> Match {
    let text = scene.text;
    let (Some(first), Some(second)) = (text.number(at, 1, 2), text.glued_number(at + 2, 1, 2))
    else {
        return Ok(None);
    };
    let joined = |sign: &str| text.glued_symbol(at + 1, sign);
    let year = |sign: &str| {
        let two_digits = || text.glued_number(at + 4, 2, 2).map(|year| year + 2000);
        let year = text.glued_number(at + 4, 4, 4).or_else(two_digits)?;
        text.glued_symbol(at + 3, sign).then_some(year)
    };
    let (year, end) = if joined("/") {
        if (first, second) == (24, 7) && year("/").is_none() {
            return Err(Refusal::vague("24/7"));
        }
        let year = year("/");
        (year, if year.is_some() { at + 5 } else { at + 3 })
    } else if joined("-") {
        match year("-") {
            Some(year) => (Some(year), at + 5),
            None => return Ok(None),
        }
    } else if joined(".") {
        match year(".") {
            Some(year) => (Some(year), at + 5),
            // Without a year it may be a time or a plain number.
            None if text.glued_symbol(at + 3, ".")
                && text.glued_number(at + 4, 1, 9).is_none()
                && !before.link.timed
                && second <= 12 =>
            {
                (None, at + 4)
            }
            None => return Ok(None),
        }
    } else {
        return Ok(None);
    };
    let dotted = joined(".");
    let day_first = dotted || first > 12 || (scene.options.day_first && second <= 12);
    let (month, day) = if day_first {
        (second, first)
    } else {
        (first, second)
    };
    let form = if dotted { Form::Dotted } else { Form::Words };
    dated(text.quote(at, end), year, month, day, form, end)
}

/// `May 5`, `5th of May 2027`, `5-May-2027`.
pub(crate) fn month_name(scene: Scene<'_>, at: usize, _: Before<'_>) -> Match {
    let text = scene.text;
    let Some((month, day, end)) = day_then_month(text, at).or_else(|| month_then_day(text, at))
    else {
        return Ok(None);
    };
    let (year, end) = year(text, end)?;
    dated(
        text.quote(at, end),
        year.map(i64::from),
        i64::from(month),
        day,
        Form::Words,
        end,
    )
}

fn day_then_month(text: Text<'_>, at: usize) -> Option<(i8, i64, usize)> {
    let start = text.skip(at, &["the"]);
    let (day, next) = text
        .ordinal(start)
        .or_else(|| Some((text.number(start, 1, 2)?, start + 1)))?;
    let next = text.skip(next, &["day"]);
    let next = text.skip(next, &["of"]);
    let joined = ["-", "/", "."]
        .iter()
        .any(|sign| text.glued_symbol(next, sign));
    let (month, end) = text.month(if joined { next + 1 } else { next })?;
    Some((month, day, end))
}

fn month_then_day(text: Text<'_>, at: usize) -> Option<(i8, i64, usize)> {
    let (month, next) = text.month(at)?;
    let next = if text.glued_symbol(next, "-") && text.glued(next + 1) {
        next + 1
    } else {
        next
    };
    let next = text.skip(next, &["the"]);
    if let Some((day, end)) = text.ordinal(next) {
        return Some((month, day, end));
    }
    let day = text.number(next, 1, 2)?;
    // "may 5pm" and "may 5:30" hold a time, "may 5 minutes" an amount.
    let other = text.glued_symbol(next + 1, ":")
        || crate::clock::meridiem(text, next + 1).is_some()
        || crate::amount::unit(text, next + 1).is_some();
    (!other).then_some((month, day, next + 1))
}

/// An optional year after a day or month: `2027`, `, 2027`, `'27`.
pub(crate) fn year(text: Text<'_>, at: usize) -> Result<(Option<i16>, usize), Refusal> {
    let sign = |signs: &[&str]| signs.iter().any(|sign| text.symbol(at, sign));
    let start = if sign(&[",", "-", "/"]) { at + 1 } else { at };
    if text.symbol(start, "'")
        && let Some(year) = text.glued_number(start + 1, 2, 2)
    {
        return Ok((i16::try_from(2000 + year).ok(), start + 2));
    }
    let Some(year) = text.number(start, 4, 4) else {
        return Ok((None, at));
    };
    let follows = |signs: &[&str]| signs.iter().any(|sign| text.glued_symbol(start + 1, sign));
    if follows(&[":", "-", "/"]) || crate::clock::meridiem(text, start + 1).is_some() {
        return Ok((None, at));
    }
    if !YEARS.contains(&year) {
        return Err(year_or_time(text.digits(start)));
    }
    Ok((i16::try_from(year).ok(), start + 1))
}

/// Four digits that are not clearly a year.
pub(crate) fn year_or_time(digits: &str) -> Refusal {
    let (hours, minutes) = digits.split_at(digits.len().min(2));
    Refusal::ambiguous(format!(
        "\"{digits}\" could be a year or a time. Write a time as {hours}:{minutes}, and years \
         from {} to {}.",
        YEARS.start(),
        YEARS.end()
    ))
}

fn dated(said: &str, year: Option<i64>, month: i64, day: i64, form: Form, end: usize) -> Match {
    /// A year that has every date.
    const LEAP_YEAR: i16 = 2000;
    if year.is_some_and(|year| !YEARS.contains(&year)) {
        return Err(Refusal::impossible(format!(
            "\"{said}\" lies outside the years {} to {}.",
            YEARS.start(),
            YEARS.end()
        )));
    }
    let year = year.and_then(|year| i16::try_from(year).ok());
    let found = i8::try_from(month)
        .ok()
        .zip(i8::try_from(day).ok())
        .and_then(|(month, day)| {
            let date = Date::new(year.unwrap_or(LEAP_YEAR), month, day).ok()?;
            Some((date.month(), date.day()))
        });
    match found {
        Some((month, day)) => Ok(Some((
            Piece::Day(Day::Dated {
                year,
                month,
                day,
                form,
            }),
            end,
        ))),
        None => Err(no_such_day(said, month)),
    }
}

fn no_such_day(said: &str, month: i64) -> Refusal {
    let name = usize::try_from(month - 1)
        .ok()
        .and_then(|at| MONTHS.get(at));
    let why = match (name, month) {
        (None, _) => "there are twelve months".to_owned(),
        (_, 2) => "February has 28 days, and 29 in leap years".to_owned(),
        (Some(month), 4 | 6 | 9 | 11) => format!("{} has 30 days", month.name),
        (Some(month), _) => format!("{} has 31 days", month.name),
    };
    Refusal::impossible(format!(
        "\"{said}\" does not exist: {why}. Write a date as YYYY-MM-DD or \"24 Dec 2027\"."
    ))
}

/// `the first Monday of December`, `last day of next month`.
pub(crate) fn nth_of_month(scene: Scene<'_>, at: usize, _: Before<'_>) -> Match {
    let text = scene.text;
    let start = text.skip(at, &["the"]);
    let (nth, next) = match text.ordinal(start) {
        Some((nth @ 1..=5, next)) => (i8::try_from(nth).unwrap_or(1), next),
        _ if text.is(start, &["last", "final"]) => (-1, start + 1),
        _ => return Ok(None),
    };
    let weekday = text.weekday(next);
    let of = match weekday {
        Some((_, end)) => end,
        None if text.word(next) == "day" && matches!(nth, 1 | -1) => next + 1,
        None => return Ok(None),
    };
    if !text.is(of, &["of", "in"]) {
        return Ok(None);
    }
    if weekday.is_none()
        && let Some((years, end)) = text.longest(of + 1, &YEAR_FROM_NOW)
    {
        let (month, day) = if nth == 1 { (1, 1) } else { (12, 31) };
        return Ok(Some((Piece::Day(Day::OfYear { years, month, day }), end)));
    }
    let Some((month, end)) = month_of(text, of + 1)? else {
        return Ok(None);
    };
    let day = match weekday {
        Some((weekday, _)) => Day::Nth {
            nth,
            weekday,
            month,
        },
        None if nth == 1 => Day::MonthStart(month),
        None => Day::MonthEnd(month),
    };
    Ok(Some((Piece::Day(day), end)))
}

pub(crate) const YEAR_FROM_NOW: [(&str, i32); 4] = [
    ("the year", 0),
    ("this year", 0),
    ("year", 0),
    ("next year", 1),
];
const MONTH_FROM_NOW: [(&str, i32); 6] = [
    ("the month", 0),
    ("this month", 0),
    ("month", 0),
    ("the current month", 0),
    ("next month", 1),
    ("the next month", 1),
];

/// `December`, `December 2027`, `this month`, `next month`.
pub(crate) fn month_of(text: Text<'_>, at: usize) -> Result<Option<(MonthOf, usize)>, Refusal> {
    if let Some((months, end)) = text.longest(at, &MONTH_FROM_NOW) {
        return Ok(Some((MonthOf::FromNow(months), end)));
    }
    let Some((month, end)) = text.month(at) else {
        return Ok(None);
    };
    let (year, end) = year(text, end)?;
    Ok(Some((MonthOf::Named(month, year), end)))
}

/// `the 25th`, `25th`, `the first`, `the 3rd of the month`.
pub(crate) fn day_of_month(scene: Scene<'_>, at: usize, _: Before<'_>) -> Match {
    let text = scene.text;
    let start = text.skip(at, &["the"]);
    let the = start > at;
    let (day, end) = match text.ordinal(start) {
        Some((day, end)) if text.phrase(end, "of the month").is_some() => (day, end),
        Some((day, end)) if the || !text.digits(start).is_empty() => (day, end),
        None if the => match text.number(start, 1, 2) {
            Some(day) => (day, start + 1),
            None => return Ok(None),
        },
        _ => return Ok(None),
    };
    // "the 4th friday" may count the fridays.
    if day <= 5 && text.weekday(end).is_some() {
        return Ok(None);
    }
    let end = text.phrase(end, "day of the month").unwrap_or(end);
    let end = text.phrase(end, "of the month").unwrap_or(end);
    match i8::try_from(day) {
        Ok(day @ 1..=31) => Ok(Some((Piece::DayOfMonth(day), end))),
        _ => Err(Refusal::impossible(format!(
            "\"{}\" does not exist: months have at most 31 days.",
            text.quote(at, end)
        ))),
    }
}
