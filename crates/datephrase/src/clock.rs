//! Times of day: 5pm, 17:00, at 5, half past 3, noon.

use jiff::civil::Time;

use crate::Refusal;
use crate::piece::{Before, Day, Form, Match, Piece, Scene, Which};
use crate::spoken::{hour_in_words, minutes_and_hour};
use crate::words::Text;

/// A time as said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Clock {
    pub(crate) time: Time,
    pub(crate) dial: Dial,
}

/// How much the writing says about morning or evening.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Dial {
    /// On 24 hours: 17:00, 09:00, 5pm.
    Sure,
    /// On 24 hours, unless "evening" or the like says otherwise: 10:30.
    Likely,
    /// Hours and minutes on a 12-hour dial: 5:30.
    Twelve,
    /// An hour alone on a 12-hour dial: at 5, half past 3.
    Hour,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Meridiem {
    Am,
    Pm,
}

/// `am`, `p.m.`, `p` when it touches the digits.
pub(crate) fn meridiem(text: Text<'_>, at: usize) -> Option<(Meridiem, usize)> {
    let half = |word: &str| match word {
        "am" | "a" => Some(Meridiem::Am),
        "pm" | "p" => Some(Meridiem::Pm),
        _ => None,
    };
    let word = text.word(at);
    let found = half(word)?;
    if word.len() == 2 {
        let dot = text.glued_symbol(at + 1, ".");
        return Some((found, if dot { at + 2 } else { at + 1 }));
    }
    let dotted = text.glued_symbol(at + 1, ".") && text.glued(at + 2) && text.word(at + 2) == "m";
    if dotted {
        let dot = text.glued_symbol(at + 3, ".");
        return Some((found, if dot { at + 4 } else { at + 3 }));
    }
    if text.word(at + 1) == "m" {
        return Some((found, at + 2));
    }
    text.glued(at).then_some((found, at + 1))
}

/// Any time of day.
pub(crate) fn read(scene: Scene<'_>, at: usize, before: Before<'_>) -> Match {
    let text = scene.text;
    if let Some((piece, end)) = text.longest(at, &NAMED) {
        let midnight = matches!(piece, Named::Midnight);
        let piece = if midnight { Piece::Midnight } else { noon() };
        return Ok(Some((piece, text.skip(end, &["sharp"]))));
    }
    let found = match minutes_and_hour(text, at, before)? {
        Some(found) => Some(found),
        None => match digits(text, at, before)? {
            Some(found) => Some(found),
            None => hour_in_words(text, at, before)?,
        },
    };
    let Some((clock, end)) = found else {
        return Ok(None);
    };
    // "12 noon", "12:00 midnight", "5pm sharp".
    if clock.time.hour() == 12 && clock.time.minute() == 0 && clock.dial != Dial::Sure {
        if text.is(end, &["noon", "midday"]) {
            return Ok(Some((noon(), end + 1)));
        }
        if text.is(end, &["midnight"]) {
            return Ok(Some((Piece::Midnight, end + 1)));
        }
    }
    Ok(Some((Piece::Clock(clock), text.skip(end, &["sharp"]))))
}

#[derive(Clone, Copy)]
enum Named {
    Noon,
    Midnight,
}

const NAMED: [(&str, Named); 4] = [
    ("noon", Named::Noon),
    ("midday", Named::Noon),
    ("twelve noon", Named::Noon),
    ("midnight", Named::Midnight),
];

fn noon() -> Piece {
    Piece::Clock(Clock {
        time: Time::constant(12, 0, 0, 0),
        dial: Dial::Sure,
    })
}

pub(crate) type Found = Result<Option<(Clock, usize)>, Refusal>;

/// Times written in digits.
fn digits(text: Text<'_>, at: usize, before: Before<'_>) -> Found {
    let digits = text.digits(at);
    if digits.is_empty() {
        return Ok(None);
    }
    if digits.len() <= 2 {
        if text.glued_symbol(at + 1, ":") {
            return colon(text, at, before);
        }
        if text.glued_symbol(at + 1, ".") && text.glued_number(at + 2, 2, 2).is_some() {
            return dotted(text, at, before);
        }
        return hour(text, at, before);
    }
    together(text, at, before)
}

/// `17:00`, `8:15 am`, `09:00:30.5`.
fn colon(text: Text<'_>, at: usize, before: Before<'_>) -> Found {
    let (Some(hour), Some(minute)) = (text.number(at, 1, 2), text.glued_number(at + 2, 2, 2))
    else {
        return Ok(None);
    };
    let mut end = at + 3;
    let mut second = 0;
    let mut fraction = 0;
    if text.glued_symbol(end, ":") {
        let Some(seconds) = text.glued_number(end + 1, 2, 2) else {
            return Ok(None);
        };
        second = seconds;
        end += 2;
        let point = text.glued_symbol(end, ".") || text.glued_symbol(end, ",");
        if let Some(digits) = text.glued_number(end + 1, 1, 9).filter(|_| point) {
            let shift = 9 - text.digits(end + 1).len();
            fraction = digits * 10_i64.pow(u32::try_from(shift).unwrap_or(0));
            end += 2;
        }
    }
    let said = text.quote(at, end);
    if let Some((meridiem, end)) = meridiem(text, end) {
        let clock = with_meridiem(said, hour, minute, second, meridiem)?;
        return Ok(Some((clock, end)));
    }
    let time = time(said, hour, minute, second, fraction)?;
    let exact = before.any(|piece| {
        matches!(
            piece,
            Piece::Day(Day::Dated {
                form: Form::Iso | Form::Dotted,
                ..
            })
        )
    });
    let dial = match (text.digits(at).len(), hour) {
        _ if exact => Dial::Sure,
        (2, 10..=12) => Dial::Likely,
        (1, 1..=9) => Dial::Twelve,
        _ => Dial::Sure,
    };
    let hours = text.skip(end, &["h", "hrs", "hours"]);
    if hours > end && dial == Dial::Twelve {
        return Err(Refusal::ambiguous(format!(
            "\"{}\" could be a time or an amount. Write \"at {said}\", \"{hour}h{minute:02}m\", or \
             the time with two digits for the hour.",
            text.quote(at, hours)
        )));
    }
    let end = text.skip(hours, &["oclock"]);
    Ok(Some((Clock { time, dial }, end)))
}

/// `5.30pm`, and `17.30` after "at".
fn dotted(text: Text<'_>, at: usize, before: Before<'_>) -> Found {
    let (Some(hour), Some(minute)) = (text.number(at, 1, 2), text.glued_number(at + 2, 2, 2))
    else {
        return Ok(None);
    };
    if let Some((meridiem, end)) = meridiem(text, at + 3) {
        return Ok(Some((
            with_meridiem(text.quote(at, at + 3), hour, minute, 0, meridiem)?,
            end,
        )));
    }
    let more = text.glued_symbol(at + 3, ".") && text.glued(at + 4);
    if !before.link.at || more {
        return Ok(None);
    }
    let time = time(text.quote(at, at + 3), hour, minute, 0, 0)?;
    let dial = if (1..=9).contains(&hour) && text.digits(at).len() == 1 {
        Dial::Twelve
    } else if (10..=12).contains(&hour) {
        Dial::Likely
    } else {
        Dial::Sure
    };
    Ok(Some((Clock { time, dial }, at + 3)))
}

/// `5pm`, `5 o'clock`, `at 5`, `mon 9`.
fn hour(text: Text<'_>, at: usize, before: Before<'_>) -> Found {
    let Some(hour) = text.number(at, 1, 2) else {
        return Ok(None);
    };
    let said = text.quote(at, at + 1);
    if let Some((meridiem, end)) = meridiem(text, at + 1) {
        return Ok(Some((with_meridiem(said, hour, 0, 0, meridiem)?, end)));
    }
    let end = oclock(text, at + 1);
    if let Some((meridiem, end)) = end.and_then(|end| meridiem(text, end)) {
        return Ok(Some((with_meridiem(said, hour, 0, 0, meridiem)?, end)));
    }
    let h = text.is(at + 1, &["h"]) && before.link.at;
    if h {
        let minute = text.glued_number(at + 2, 2, 2);
        let clock = time(text.quote(at, at + 2), hour, minute.unwrap_or(0), 0, 0)?;
        let end = if minute.is_some() { at + 3 } else { at + 2 };
        return Ok(Some((
            Clock {
                time: clock,
                dial: Dial::Sure,
            },
            end,
        )));
    }
    if end.is_none() && !hour_expected(text, at, hour, before) {
        return Ok(None);
    }
    let end = end.unwrap_or(at + 1);
    Ok(bare(hour).map(|clock| (clock, end)))
}

pub(crate) fn oclock(text: Text<'_>, at: usize) -> Option<usize> {
    if text.word(at) == "oclock" {
        return Some(at + 1);
    }
    text.phrase(at, "o clock")
}

/// Whether a number alone can only be an hour here.
pub(crate) fn hour_expected(text: Text<'_>, at: usize, hour: i64, before: Before<'_>) -> bool {
    // The number begins something longer: 5/6, 5-7, 5.12, 5,000.
    let sign = text.glued(at + 1) && ["/", "-", ":", "."].iter().any(|s| text.symbol(at + 1, s));
    if (sign && text.glued(at + 2)) || text.glued_number(at + 2, 1, 9).is_some() {
        return false;
    }
    let part = [
        "in the morning",
        "in the afternoon",
        "in the evening",
        "at night",
        "tonight",
    ]
    .iter()
    .any(|part| text.phrase(at + 1, part).is_some());
    let noon = hour == 12 && text.is(at + 1, &["noon", "midday", "midnight"]);
    let after_day = matches!(
        before.last(),
        Some(
            Piece::Weekday(_, Which::Bare | Which::Next | Which::This)
                | Piece::Day(Day::FromToday(_))
                | Piece::Part { .. }
        )
    );
    let on_dial = (1..=12).contains(&hour);
    before.link.at || (on_dial && (before.link.timed || after_day || part || noon))
}

/// An hour alone; `None` past 23.
fn bare(hour: i64) -> Option<Clock> {
    let time = Time::new(i8::try_from(hour).ok()?, 0, 0, 0).ok()?;
    let dial = if (1..=12).contains(&hour) {
        Dial::Hour
    } else {
        Dial::Sure
    };
    Some(Clock { time, dial })
}

/// `530pm`, `at 1530`, `0900h`, `1500 hours`.
fn together(text: Text<'_>, at: usize, before: Before<'_>) -> Found {
    let Some(both) = text.number(at, 3, 4) else {
        return Ok(None);
    };
    let (hour, minute) = (both / 100, both % 100);
    let said = text.quote(at, at + 1);
    if let Some((meridiem, end)) = meridiem(text, at + 1) {
        return Ok(Some((with_meridiem(said, hour, minute, 0, meridiem)?, end)));
    }
    let four = text.digits(at).len() == 4;
    let hours = text.is(at + 1, &["h", "hrs", "hours", "hr"]);
    if !four || text.is(at.wrapping_sub(1), &["in"]) || !(hours || before.link.at) {
        return Ok(None);
    }
    let time = time(said, hour, minute, 0, 0)?;
    Ok(Some((
        Clock {
            time,
            dial: Dial::Sure,
        },
        if hours { at + 2 } else { at + 1 },
    )))
}

pub(crate) fn with_meridiem(
    said: &str,
    hour: i64,
    minute: i64,
    second: i64,
    half: Meridiem,
) -> Result<Clock, Refusal> {
    let hour = match (hour, half) {
        (12, Meridiem::Am) => 0,
        (12, Meridiem::Pm) => 12,
        (1..=11, Meridiem::Am) => hour,
        (1..=11, Meridiem::Pm) => hour + 12,
        // "17:00 pm" says one thing twice.
        (13..=23, Meridiem::Pm) => hour,
        _ => return Err(no_such_time(said)),
    };
    Ok(Clock {
        time: time(said, hour, minute, second, 0)?,
        dial: Dial::Sure,
    })
}

pub(crate) fn time(
    said: &str,
    hour: i64,
    minute: i64,
    second: i64,
    fraction: i64,
) -> Result<Time, Refusal> {
    let small = |number: i64| i8::try_from(number).unwrap_or(i8::MAX);
    let nanos = i32::try_from(fraction).unwrap_or(0);
    Time::new(small(hour), small(minute), small(second), nanos).map_err(|_| no_such_time(said))
}

fn no_such_time(said: &str) -> Refusal {
    Refusal::impossible(format!(
        "There is no time \"{said}\". Times go from 00:00 to 23:59, or 1am to 12pm; the end of a \
         day is \"midnight\"."
    ))
}
