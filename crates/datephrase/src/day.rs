//! Days named by where they stand: tomorrow, next Friday, end of month,
//! this weekend, Christmas.

use crate::Refusal;
use crate::date::{YEAR_FROM_NOW, month_of, year};
use crate::part::Part;
use crate::piece::{Before, Day, Form, Match, MonthOf, Period, Piece, Scene, Which};
use crate::words::Text;

const YEAR_END: Day = Day::OfYear {
    years: 0,
    month: 12,
    day: 31,
};
const MONTH_END: Day = Day::MonthEnd(MonthOf::FromNow(0));

const DAYS: [(&str, Day); 31] = [
    ("coming weekend", Day::Weekend(0)),
    ("today", Day::FromToday(0)),
    ("tomorrow", Day::FromToday(1)),
    ("tmrw", Day::FromToday(1)),
    ("tmr", Day::FromToday(1)),
    ("tmw", Day::FromToday(1)),
    ("tmrrw", Day::FromToday(1)),
    ("tomorow", Day::FromToday(1)),
    ("tommorow", Day::FromToday(1)),
    ("tommorrow", Day::FromToday(1)),
    ("the day after tomorrow", Day::FromToday(2)),
    ("day after tomorrow", Day::FromToday(2)),
    ("the day after tmrw", Day::FromToday(2)),
    ("day after tmrw", Day::FromToday(2)),
    ("weekend", Day::Weekend(0)),
    ("the weekend", Day::Weekend(0)),
    ("this weekend", Day::Weekend(0)),
    ("this coming weekend", Day::Weekend(0)),
    ("the coming weekend", Day::Weekend(0)),
    ("next weekend", Day::Weekend(1)),
    ("next business day", Day::NextAtWork),
    ("next working day", Day::NextAtWork),
    ("next workday", Day::NextAtWork),
    ("next weekday", Day::NextAtWork),
    ("the next business day", Day::NextAtWork),
    ("the next working day", Day::NextAtWork),
    ("the next weekday", Day::NextAtWork),
    ("eow", Day::WeekEnd(0)),
    ("eom", MONTH_END),
    ("eoy", YEAR_END),
    ("year end", YEAR_END),
];

/// The edges of a week.
const WEEKS: [(&str, i32); 7] = [
    ("week", 0),
    ("the week", 0),
    ("this week", 0),
    ("the work week", 0),
    ("the working week", 0),
    ("next week", 1),
    ("the next week", 1),
];

/// `tomorrow`, `this weekend`, `end of month`, `beginning of next week`.
pub(crate) fn relative(scene: Scene<'_>, at: usize, _: Before<'_>) -> Match {
    let text = scene.text;
    if let Some((day, end)) = text.longest(at, &DAYS) {
        return Ok(Some((Piece::Day(day), end)));
    }
    let start = text.skip(at, &["the"]);
    let ends = text.phrase(start, "end of");
    let edge = ends
        .or_else(|| text.phrase(start, "start of"))
        .or_else(|| text.phrase(start, "beginning of"));
    let Some(of) = edge else {
        return month_end(text, start);
    };
    let of = if text.glued_symbol(of, "-") {
        of + 1
    } else {
        of
    };
    edge_of(text, of, ends.is_some())
}

/// "month end", "month-end".
fn month_end(text: Text<'_>, at: usize) -> Match {
    Ok(text
        .phrase(at, "month end")
        .map(|end| (Piece::Day(MONTH_END), end)))
}

/// What follows "end of" or "start of".
fn edge_of(text: Text<'_>, of: usize, ends: bool) -> Match {
    if let Some((weeks, end)) = text.longest(of, &WEEKS) {
        let day = if ends {
            Day::WeekEnd(weeks)
        } else {
            Day::WeekStart(weeks)
        };
        return Ok(Some((Piece::Day(day), end)));
    }
    if let Some((years, end)) = text.longest(of, &YEAR_FROM_NOW) {
        let (month, day) = if ends { (12, 31) } else { (1, 1) };
        return Ok(Some((Piece::Day(Day::OfYear { years, month, day }), end)));
    }
    if let Some((month, end)) = month_of(text, of)? {
        let day = if ends {
            Day::MonthEnd(month)
        } else {
            Day::MonthStart(month)
        };
        return Ok(Some((Piece::Day(day), end)));
    }
    // "end of tomorrow", "end of friday": the day itself is the next piece.
    let day_follows = text.is(of, &["today", "tomorrow"]) || text.weekday(of).is_some();
    let part = Piece::Part {
        part: Part::EndOfDay,
        today: false,
    };
    Ok((ends && day_follows).then_some((part, of)))
}

const WHICH: [(&str, Which); 12] = [
    ("next", Which::Next),
    ("the next", Which::Next),
    ("coming", Which::Next),
    ("the coming", Which::Next),
    ("this coming", Which::Next),
    ("upcoming", Which::Next),
    ("the upcoming", Which::Next),
    ("this upcoming", Which::Next),
    ("the following", Which::Next),
    ("following", Which::Next),
    ("this", Which::This),
    ("this next", Which::Next),
];

/// `friday`, `next friday`, `friday week`.
pub(crate) fn weekday(scene: Scene<'_>, at: usize, _: Before<'_>) -> Match {
    let text = scene.text;
    let (which, next) = text.longest(at, &WHICH).unwrap_or((Which::Bare, at));
    let Some((weekday, end)) = text.weekday(next) else {
        return Ok(None);
    };
    if text.phrase(end, "after next").is_some() {
        return Err(Refusal::ambiguous(format!(
            "\"{}\" is read in two ways. Write the date, or \"friday next week\".",
            text.quote(at, end + 2)
        )));
    }
    if which == Which::Bare && text.word(end) == "week" {
        return Ok(Some((Piece::Weekday(weekday, Which::WeekAfter), end + 1)));
    }
    Ok(Some((Piece::Weekday(weekday, which), end)))
}

const PERIODS: [(&str, Period); 14] = [
    ("this week", Period::Week(0)),
    ("next week", Period::Week(1)),
    ("the next week", Period::Week(1)),
    ("the following week", Period::Week(1)),
    ("week after next", Period::Week(2)),
    ("the week after next", Period::Week(2)),
    ("this month", Period::Month(0)),
    ("next month", Period::Month(1)),
    ("the following month", Period::Month(1)),
    ("month after next", Period::Month(2)),
    ("the month after next", Period::Month(2)),
    ("this year", Period::Year(0)),
    ("next year", Period::Year(1)),
    ("the following year", Period::Year(1)),
];

/// `next week`, `of next month`.
pub(crate) fn period(scene: Scene<'_>, at: usize, before: Before<'_>) -> Match {
    let narrows = before.last().is_some() && scene.text.is(at, &["of", "in"]);
    let start = if narrows { at + 1 } else { at };
    let found = scene.text.longest(start, &PERIODS);
    Ok(found.map(|(period, end)| (Piece::Period(period), end)))
}

/// Only days with the same date everywhere and every year.
const HOLIDAYS: [(&str, (i8, i8)); 24] = [
    ("christmas", (12, 25)),
    ("christmas day", (12, 25)),
    ("xmas", (12, 25)),
    ("xmas day", (12, 25)),
    ("x mas", (12, 25)),
    ("christmas eve", (12, 24)),
    ("xmas eve", (12, 24)),
    ("boxing day", (12, 26)),
    ("new years eve", (12, 31)),
    ("new year eve", (12, 31)),
    ("nye", (12, 31)),
    ("new years day", (1, 1)),
    ("new year day", (1, 1)),
    ("new years", (1, 1)),
    ("new year", (1, 1)),
    ("halloween", (10, 31)),
    ("valentines day", (2, 14)),
    ("valentine day", (2, 14)),
    ("valentines", (2, 14)),
    ("st patricks day", (3, 17)),
    ("saint patricks day", (3, 17)),
    ("april fools day", (4, 1)),
    ("april fools", (4, 1)),
    ("all saints day", (11, 1)),
];

/// The fixed date of the holiday at `at`.
pub(crate) fn fixed_holiday(text: Text<'_>, at: usize) -> Option<((i8, i8), usize)> {
    text.longest(at, &HOLIDAYS)
}

/// `christmas`, `new year's eve 2027`.
pub(crate) fn holiday(scene: Scene<'_>, at: usize, _: Before<'_>) -> Match {
    let text = scene.text;
    let Some(((month, day), end)) = fixed_holiday(text, text.skip(at, &["this"])) else {
        return Ok(None);
    };
    let (year, end) = year(text, end)?;
    Ok(Some((
        Piece::Day(Day::Dated {
            year,
            month,
            day,
            form: Form::Words,
        }),
        end,
    )))
}
