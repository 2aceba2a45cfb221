//! Whether words inside a sentence are meant as a date.
//!
//! A phrase given as a date is one; in "I may march on" the same words are not.
//! So inside a sentence a reading counts only when its place, a preposition or
//! a second piece speaks for it.

use crate::clock::{Dial, meridiem};
use crate::piece::{Day, Form, Period, Piece, Placed, Which};
use crate::place::Place;
use crate::words::Text;

/// Whether a repetition that was read at `place` is meant.
pub(crate) fn repeats(place: Place<'_>) -> bool {
    let text = place.text;
    let words = place.end - place.start;
    // "for 2 nights"
    if text.is(
        place.start,
        &["mornings", "afternoons", "evenings", "nights"],
    ) {
        return false;
    }
    let firm = (place.start..place.end)
        .any(|at| text.is(at, &["every", "each", "once"]) && !text.is(at + 1, &["now"]));
    if firm {
        return true;
    }
    // "daily standup", "everyday shoes", "the weekly".
    let alone = words == 1;
    let the_before = place
        .before()
        .is_some_and(|at| text.is(at, &["the", "a", "my", "our"]));
    !the_before
        && if alone {
            place.at_end() && !place.at_start()
        } else {
            place.ends_clause() || place.at_start()
        }
}

/// "Movie night friday": the night belongs to the movie.
pub(crate) fn begins_with_a_noun(place: Place<'_>, pieces: &[Placed]) -> bool {
    let names = ["morning", "afternoon", "evening", "night"];
    let of = pieces
        .get(1)
        .is_some_and(|next| place.text.is(place.start + next.start - 1, &["of"]));
    place.start > 0 && place.text.is(place.start, &names) && pieces.len() > 1 && !of
}

/// Whether an hour was said that could be either half of the day.
pub(crate) fn holds_open_hour(pieces: &[Placed]) -> bool {
    let open = |piece: &Piece| matches!(piece, Piece::Clock(clock) if clock.dial != Dial::Sure);
    pieces.iter().any(|placed| open(&placed.piece))
}

/// Whether the pieces read at `place` are meant as a date.
pub(crate) fn convinces(place: Place<'_>, pieces: &[Placed]) -> bool {
    if place.is_taken() || is_topic(place, pieces) {
        return false;
    }
    let hours_led = pieces.iter().all(|placed| hour_is_led(place, placed));
    if !hours_led {
        return false;
    }
    match pieces {
        [one] => alone(place, one),
        several => {
            let day = several.iter().any(|placed| !is_time(&placed.piece));
            let time = several.iter().any(|placed| is_time(&placed.piece));
            // "Friday night lights": a name until a clock or a preposition says more.
            let part_only = day
                && time
                && !several
                    .iter()
                    .any(|placed| is_clock(&placed.piece) || placed.link.dated);
            if part_only && names_weekday(several) && !place.ends_clause() {
                return false;
            }
            let strong = several.iter().any(|placed| alone(place, placed));
            let plain = several
                .iter()
                .all(|placed| !is_common_word(place, placed, several));
            // "Meet Bob Friday 3pm at the cafe": what follows begins a part of its own.
            let sure = several.iter().any(|placed| is_sure_clock(&placed.piece));
            let apart =
                place.stands_apart() || place.ends_clause() || (sure && place.before_preposition());
            plain && (strong || (day && apart))
        }
    }
}

/// "email Bob about tomorrow" is about it, not due then.
fn is_topic(place: Place<'_>, pieces: &[Placed]) -> bool {
    place.text.is(place.start, &["about", "around"])
        && pieces.first().is_some_and(|placed| !is_time(&placed.piece))
}

fn is_clock(piece: &Piece) -> bool {
    matches!(piece, Piece::Clock(_) | Piece::Midnight)
}

fn is_sure_clock(piece: &Piece) -> bool {
    matches!(piece, Piece::Clock(clock) if clock.dial == Dial::Sure)
}

fn names_weekday(pieces: &[Placed]) -> bool {
    pieces
        .iter()
        .any(|placed| matches!(placed.piece, Piece::Weekday(_, Which::Bare)))
}

fn is_time(piece: &Piece) -> bool {
    matches!(
        piece,
        Piece::Clock(_) | Piece::Midnight | Piece::Part { .. } | Piece::Zone(_)
    )
}

/// A number alone is an hour only after "at".
fn hour_is_led(place: Place<'_>, placed: &Placed) -> bool {
    let Piece::Clock(clock) = placed.piece else {
        return true;
    };
    let text = place.text;
    let start = place.start + placed.start;
    let last = place.start + placed.end - 1;
    let alone = clock.dial == Dial::Hour || placed.end == placed.start + 1;
    let word = text.is(start, &["noon", "midday", "half", "quarter", "a"]);
    let said = text.is(last, &["oclock", "sharp", "h", "hours"]);
    !alone || word || said || placed.link.at || text.is(place.start, &["tonight"])
}

/// Words that mean something else more often than a weekday or month.
fn is_common_word(place: Place<'_>, placed: &Placed, pieces: &[Placed]) -> bool {
    let text = place.text;
    let start = place.start + placed.start;
    let led = placed.link.dated;
    let at_follows = pieces
        .iter()
        .any(|other| other.start >= placed.end && other.link.at);
    let weekday = matches!(placed.piece, Piece::Weekday(_, Which::Bare))
        && text.is(start, &["sun", "sat", "wed", "mon"]);
    let month = matches!(placed.piece, Piece::Day(Day::Dated { year: None, .. }))
        && (text.is(start, &["may", "march", "mar"])
            || text.is(start + 1, &["may", "march", "mar"]));
    (weekday && at_follows && !led && !place.capital(start))
        || (month && !led && !month_is_clear(place, start, pieces))
}

/// "5 May" inside a sentence, "may 5" at its end: there the month is one.
fn month_is_clear(place: Place<'_>, start: usize, pieces: &[Placed]) -> bool {
    let capital = (start..start + 2).any(|at| at > 0 && place.capital(at));
    capital || place.ends_clause() || pieces.iter().any(|placed| is_clock(&placed.piece))
}

/// Whether one piece is enough.
fn alone(place: Place<'_>, placed: &Placed) -> bool {
    let text = place.text;
    let start = place.start + placed.start;
    let led = placed.link.dated || placed.link.timed;
    let apart = place.stands_apart() || place.ends_clause();
    match &placed.piece {
        Piece::Day(day) => match day {
            Day::FromToday(_) | Day::NextAtWork => true,
            Day::Dated {
                form: Form::Iso, ..
            }
            | Day::Dated { year: Some(_), .. } => true,
            Day::Dated {
                form: Form::Dotted, ..
            } => led,
            Day::Dated { .. } => {
                let digits_only = !text.digits(start).is_empty()
                    && !text.digits(start + 2).is_empty()
                    && text.glued(start + 1);
                let holiday = place.end - place.start <= 4 && !holds_number(text, start, place.end);
                match (digits_only, holiday) {
                    (true, _) => led && place.ends_clause(),
                    (_, true) => led && place.ends_clause(),
                    _ => (led || apart) && !is_common_word(place, placed, &[]),
                }
            }
            Day::Weekend(_) => text.is(start, &["this", "next"]) && (led || apart),
            // "month end close", "end of year party"
            _ => led || place.ends_clause(),
        },
        Piece::Weekday(_, Which::Bare) => {
            let full = text.word(start).len() > 5;
            let late = place.at_end() || (place.at_start() && place.delimited_after());
            let rare = !text.is(start, &["sun", "sat"]);
            if full {
                late || (led && apart_or_led(place))
            } else {
                led && place.at_end() && rare
            }
        }
        Piece::Weekday(..) => led || apart,
        Piece::DayOfMonth(_) => placed.link.dated && !placed.link.lasting && place.ends_clause(),
        Piece::Period(Period::Week(_) | Period::Month(_) | Period::Year(_)) => led || apart,
        Piece::Part { today, .. } => {
            let whole_day = text.is(start, &["eod", "cob", "end", "close", "the"]);
            let led_in = text.is(start, &["in", "at", "first"]);
            (*today && (led || apart)) || ((whole_day || led_in || led) && place.ends_clause())
        }
        Piece::Clock(_) => clock_alone(place, placed),
        Piece::Midnight => led && place.ends_clause(),
        Piece::Span(_) => span_alone(text, place),
        Piece::Shift(_) | Piece::Zone(_) => false,
    }
}

/// "on Friday" needs no further support.
fn apart_or_led(place: Place<'_>) -> bool {
    !place.text.is(
        place.end,
        &["night", "morning", "school", "lunch", "dinner"],
    )
}

fn holds_number(text: Text<'_>, start: usize, end: usize) -> bool {
    (start..end).any(|at| !text.digits(at).is_empty() || text.ordinal(at).is_some())
}

fn clock_alone(place: Place<'_>, placed: &Placed) -> bool {
    let text = place.text;
    let start = place.start + placed.start;
    let end = place.start + placed.end;
    let led = placed.link.timed;
    let half = (start..end).any(|at| meridiem(text, at).is_some_and(|(_, next)| next == end));
    if half {
        return led || place.stands_apart() || place.ends_clause();
    }
    let padded = text.digits(start).len() == 2 && text.symbol(start + 1, ":");
    let quarter = ["00", "15", "30", "45"].contains(&text.digits(start + 2));
    (led && place.ends_clause()) || (padded && quarter && place.at_end())
}

/// "in 2 hours", not "in a minute", "2 hours" or "after 2 hours".
fn span_alone(text: Text<'_>, place: Place<'_>) -> bool {
    let at = (place.start..place.end).find(|at| text.word(*at) == "in");
    let now = text.is(place.end - 1, &["now", "today"]);
    let idiom = at.is_some_and(|at| {
        text.is(at + 1, &["a", "an", "one", "couple"])
            && text.is(at + 2, &["second", "sec", "minute", "min", "moment"])
    });
    (at.is_some() || now) && !idiom
}
