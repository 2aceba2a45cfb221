//! Times of day in words: half past 3, quarter to five, five thirty pm.

use crate::clock::{
    Clock, Dial, Found, Meridiem, hour_expected, meridiem, oclock, time, with_meridiem,
};
use crate::piece::Before;
use crate::words::Text;

/// `half past 3`, `quarter to 5 pm`, `ten past five`.
pub(crate) fn minutes_and_hour(text: Text<'_>, at: usize, before: Before<'_>) -> Found {
    let start = text.skip(at, &["a"]);
    let (minutes, next, clear) = if text.is(start, &["half"]) {
        (30, start + 1, true)
    } else if text.is(start, &["quarter"]) {
        (15, start + 1, true)
    } else if let Some((minutes, next)) = number(text, start) {
        let end = text.skip(next, &["minutes", "min", "mins"]);
        // "9 to 5" is a range; "at ten to five" is a time.
        (minutes, end, end > next || minutes > 12 || before.link.at)
    } else {
        return Ok(None);
    };
    let past = text.is(next, &["past", "after"]);
    let to = text.is(next, &["to", "till", "til", "before"]) && minutes != 30 && clear;
    if !(past || to) || !(1..60).contains(&minutes) {
        return Ok(None);
    }
    let Some((hour, end)) = number(text, next + 1) else {
        return Ok(None);
    };
    if !(1..=12).contains(&hour) || text.glued_symbol(end, ":") || text.glued_symbol(end, "/") {
        return Ok(None);
    }
    let (hour, minute) = match (past, hour) {
        (true, hour) => (hour, minutes),
        (false, 1) => (12, 60 - minutes),
        (false, hour) => (hour - 1, 60 - minutes),
    };
    let said = text.quote(at, end);
    if let Some((half, end)) = meridiem(text, end) {
        // Quarter to 12 pm is 11:45 am.
        let crosses = !past && hour == 11;
        let half = match (crosses, half) {
            (false, half) => half,
            (true, Meridiem::Am) => Meridiem::Pm,
            (true, Meridiem::Pm) => Meridiem::Am,
        };
        return Ok(Some((with_meridiem(said, hour, minute, 0, half)?, end)));
    }
    let end = oclock(text, end).unwrap_or(end);
    Ok(Some((
        Clock {
            time: time(said, hour, minute, 0, 0)?,
            dial: Dial::Hour,
        },
        end,
    )))
}

fn number(text: Text<'_>, at: usize) -> Option<(i64, usize)> {
    match text.number(at, 1, 2) {
        Some(number) => Some((number, at + 1)),
        None => text.cardinal(at),
    }
}

/// `five pm`, `at five thirty`, `five o'clock`.
pub(crate) fn hour_in_words(text: Text<'_>, at: usize, before: Before<'_>) -> Found {
    let Some((hour @ 1..=12, next)) = text.cardinal(at) else {
        return Ok(None);
    };
    let minutes = text
        .cardinal(next)
        .filter(|(minutes, _)| (10..60).contains(minutes));
    let (minute, next) = minutes.unwrap_or((0, next));
    let said = text.quote(at, next);
    if let Some((meridiem, end)) = meridiem(text, next) {
        return Ok(Some((with_meridiem(said, hour, minute, 0, meridiem)?, end)));
    }
    let end = oclock(text, next);
    if end.is_none() && !hour_expected(text, next - 1, hour, before) {
        return Ok(None);
    }
    let time = time(said, hour, minute, 0, 0)?;
    Ok(Some((
        Clock {
            time,
            dial: Dial::Hour,
        },
        end.unwrap_or(next),
    )))
}
