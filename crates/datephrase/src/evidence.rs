//! Whether words inside a sentence are meant as a date.
//!
//! A phrase given as a date is one; in "I may march on" the same words are not.
//! So inside a sentence a reading counts only when its place, a preposition or
//! a second piece speaks for it.

use crate::clock::{Dial, meridiem};
use crate::lexer::{Kind, Token};
use crate::piece::{Day, Form, Period, Piece, Placed, Which};
use crate::words::Text;

/// A run of tokens in its sentence.
#[derive(Clone, Copy)]
pub(crate) struct Place<'a> {
    pub(crate) text: Text<'a>,
    pub(crate) start: usize,
    pub(crate) end: usize,
}

/// Words before a date that make it part of something else: last friday, Black
/// Friday, the 5pm flight.
const NOT_AFTER: [&str; 42] = [
    "last", "previous", "past", "every", "each", "black", "good", "cyber", "ash", "palm", "easter",
    "fat", "super", "bloody", "casual", "giving", "since", "between", "than", "from", "or", "to",
    "through", "until", "till", "a", "an", "my", "our", "your", "his", "her", "their", "usa", "no",
    "ruby", "manic", "taco", "happy", "and", "merry", "about",
];

/// Words after a date that begin something new.
const SOFT_AFTER: [&str; 15] = [
    "about",
    "with",
    "for",
    "to",
    "and",
    "re",
    "regarding",
    "because",
    "if",
    "so",
    "as",
    "via",
    "then",
    "please",
    "when",
];

/// Words that lead to a second date or time.
const JOINS: [&str; 7] = ["or", "and", "to", "until", "till", "through", "thru"];

impl Place<'_> {
    fn before(self) -> Option<usize> {
        self.start.checked_sub(1)
    }

    pub(crate) fn at_start(self) -> bool {
        self.start == 0
    }

    pub(crate) fn at_end(self) -> bool {
        (self.end..self.text.len()).all(|at| {
            [".", "!", "?", ")", "]", "\"", "…", ";"]
                .iter()
                .any(|sign| self.text.symbol(at, sign))
        })
    }

    fn delimited_after(self) -> bool {
        [",", ";", ":", ")", "]", "-", "|"]
            .iter()
            .any(|sign| self.text.symbol(self.end, sign))
    }

    fn delimited_before(self) -> bool {
        self.before().is_some_and(|at| {
            [",", ";", ":", "(", "[", "-", "|", ".", "!"]
                .iter()
                .any(|sign| self.text.symbol(at, sign))
        })
    }

    fn soft_after(self) -> bool {
        self.text.is(self.end, &SOFT_AFTER)
    }

    /// At an edge of the sentence or of a clause.
    fn stands_apart(self) -> bool {
        self.at_start() || self.at_end() || self.delimited_after() || self.delimited_before()
    }

    /// Nothing that follows could be named by it.
    pub(crate) fn ends_clause(self) -> bool {
        self.at_end() || self.delimited_after() || self.soft_after()
    }

    /// Whether the words beside it make it part of something else.
    pub(crate) fn is_taken(self) -> bool {
        let after_taking = self.before().is_some_and(|at| self.text.is(at, &NOT_AFTER));
        let the_before = self.before().is_some_and(|at| self.text.is(at, &["the"]));
        after_taking || (the_before && !self.at_end()) || self.is_title()
    }

    /// "friday or monday", "3pm to 5pm", "tomorrow - friday".
    pub(crate) fn runs_into_another(self) -> bool {
        let text = self.text;
        let sign = ["-", "/", "&"]
            .iter()
            .any(|sign| text.symbol(self.end, sign));
        let next = self.end + 1;
        let dated = !text.digits(next).is_empty()
            || text.weekday(next).is_some()
            || text.month(next).is_some()
            || text.is(
                next,
                &[
                    "today", "tomorrow", "tonight", "noon", "midnight", "next", "the",
                ],
            );
        text.is(self.end, &["or"]) || ((sign || text.is(self.end, &JOINS)) && dated)
    }

    /// "The Day After Tomorrow", "Tomorrow Never Dies": capitals where a sentence
    /// has none.
    fn is_title(self) -> bool {
        let tokens = self.text.tokens;
        let all_capitals = tokens.iter().all(|token| !self.lower(token));
        if all_capitals {
            return false;
        }
        let small = |index: usize| {
            self.text.is(
                index,
                &["the", "after", "of", "at", "in", "on", "before", "day"],
            ) && self.capital(index)
                && index > 0
        };
        let in_title = (self.start..self.end).any(small);
        let is_day = self
            .text
            .is(self.end - 1, &["today", "tomorrow", "tonight"]);
        let runs_on = is_day && self.capital(self.end - 1) && self.capital(self.end);
        in_title || runs_on
    }

    fn capital(self, at: usize) -> bool {
        self.text
            .quote(at, at + 1)
            .chars()
            .next()
            .is_some_and(char::is_uppercase)
            && at < self.text.len()
    }

    fn lower(self, token: &Token) -> bool {
        let shown = self.text.source.get(token.span.clone()).unwrap_or("");
        token.kind == Kind::Word && shown.chars().any(char::is_lowercase)
    }
}

/// Whether a repetition that was read at `place` is meant.
pub(crate) fn repeats(place: Place<'_>) -> bool {
    let text = place.text;
    let words = place.end - place.start;
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
            let apart = place.stands_apart() || place.ends_clause();
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
