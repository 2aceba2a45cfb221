//! A phrase is a row of pieces joined by small words; every token belongs to one.

use jiff::civil::Weekday;

use crate::amount::{self, Amount};
use crate::clock::{self, Clock};
use crate::lexer::Token;
use crate::part::{self, Part};
use crate::refusal::Refusal;
use crate::words::Text;
use crate::zone::{self, Zone};
use crate::{Options, date, day};

/// What a run of tokens says.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Piece {
    Day(Day),
    Weekday(Weekday, Which),
    /// "the 25th".
    DayOfMonth(i8),
    Period(Period),
    /// "evening", and with `today` "this evening" and "tonight".
    Part {
        part: Part,
        today: bool,
    },
    Clock(Clock),
    Midnight,
    Zone(Zone),
    /// "in 2 hours".
    Span(Amount),
    /// "2 days before", "a week from".
    Shift(Amount),
}

/// One date, as said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Day {
    FromToday(i32),
    Dated {
        year: Option<i16>,
        month: i8,
        day: i8,
        form: Form,
    },
    Nth {
        nth: i8,
        weekday: Weekday,
        month: MonthOf,
    },
    MonthStart(MonthOf),
    MonthEnd(MonthOf),
    /// Monday of a week counted from this one.
    WeekStart(i32),
    /// Friday of a week counted from this one.
    WeekEnd(i32),
    Weekend(i32),
    OfYear {
        years: i32,
        month: i8,
        day: i8,
    },
    /// The next of Monday to Friday.
    NextAtWork,
}

/// How a date was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Form {
    /// Year first: exact, so it may be past.
    Iso,
    /// With dots: clock times beside it are on 24 hours, as with ISO.
    Dotted,
    Words,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum MonthOf {
    Named(i8, Option<i16>),
    FromNow(i32),
}

/// A stretch counted from the present one: 0 is this week, 1 the next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Period {
    Week(i32),
    Month(i32),
    Year(i32),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Which {
    /// The next such day, 1 to 7 days ahead.
    Next,
    /// The same without a word before it.
    Bare,
    /// 0 to 6 days ahead.
    This,
    /// "friday week": a week after the next.
    WeekAfter,
}

/// What stands before a piece.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Link {
    /// "at" or "@": a number is an hour.
    pub(crate) at: bool,
    /// Any word that leads to a time: at, by, before, around.
    pub(crate) timed: bool,
    /// Any word that leads to a date: on, by, before, for, due.
    pub(crate) dated: bool,
    /// "for".
    pub(crate) lasting: bool,
    /// "by" or "before", which join no two days: "friday before christmas".
    pub(crate) bounding: bool,
}

/// A piece and its tokens; the link's tokens stand before `start`.
#[derive(Clone, Debug)]
pub(crate) struct Placed {
    pub(crate) piece: Piece,
    pub(crate) link: Link,
    pub(crate) start: usize,
    pub(crate) end: usize,
}

/// What was read and how, unless it is impossible. `None`: no such piece here.
pub(crate) type Match = Result<Option<(Piece, usize)>, Refusal>;

/// What a reader of pieces may look at.
#[derive(Clone, Copy)]
pub(crate) struct Scene<'a> {
    pub(crate) text: Text<'a>,
    pub(crate) options: &'a Options,
}

/// What has been read so far, for the readers that depend on it.
#[derive(Clone, Copy)]
pub(crate) struct Before<'a> {
    pub(crate) link: Link,
    pub(crate) pieces: &'a [Placed],
}

impl<'a> Scene<'a> {
    pub(crate) fn new(source: &'a str, tokens: &'a [Token], options: &'a Options) -> Self {
        Self {
            text: Text { source, tokens },
            options,
        }
    }
}

impl Before<'_> {
    pub(crate) fn last(&self) -> Option<&Piece> {
        self.pieces.last().map(|placed| &placed.piece)
    }

    pub(crate) fn any(&self, wanted: impl Fn(&Piece) -> bool) -> bool {
        self.pieces.iter().any(|placed| wanted(&placed.piece))
    }
}

type Reader = fn(Scene<'_>, usize, Before<'_>) -> Match;

/// Every reader is asked at every place; the longest answer wins, and of equally
/// long ones the first.
const READERS: [Reader; 13] = [
    date::year_first,
    date::numeric,
    date::month_name,
    date::nth_of_month,
    date::day_of_month,
    day::relative,
    day::weekday,
    day::period,
    day::holiday,
    part::read,
    clock::read,
    zone::read,
    amount::read,
];

/// Reads all of `scene` as pieces.
pub(crate) fn read(scene: Scene<'_>) -> Result<Vec<Placed>, Refusal> {
    match known(scene)? {
        Ok(pieces) => Ok(pieces),
        Err(at) => Err(crate::explain::explain(scene, at)),
    }
}

/// Reads all of `scene`, or says at which token there is no known piece. The
/// outer error is for pieces that are known and impossible.
pub(crate) fn known(scene: Scene<'_>) -> Result<Result<Vec<Placed>, usize>, Refusal> {
    let mut pieces: Vec<Placed> = Vec::new();
    let mut at = 0;
    while at < scene.text.len() {
        let (link, start) = link(scene.text, at, pieces.last().map(|placed| &placed.piece));
        if start == scene.text.len() {
            if link != Link::default() {
                return Ok(Err(at));
            }
            break;
        }
        let before = Before {
            link,
            pieces: &pieces,
        };
        let Some((piece, end)) = one(scene, start, before)? else {
            return Ok(Err(start));
        };
        pieces.push(Placed {
            piece,
            link,
            start,
            end,
        });
        at = end;
    }
    Ok(if pieces.is_empty() {
        Err(0)
    } else {
        Ok(pieces)
    })
}

/// The longest piece at `at`.
pub(crate) fn one(scene: Scene<'_>, at: usize, before: Before<'_>) -> Match {
    let mut best: Option<(Piece, usize)> = None;
    for reader in READERS {
        if let Some((piece, end)) = reader(scene, at, before)?
            && best.as_ref().is_none_or(|(_, best)| end > *best)
        {
            best = Some((piece, end));
        }
    }
    Ok(best)
}

/// Words that may stand before a piece, as (at, timed, dated, lasting).
const LINKS: [(&str, [bool; 4]); 26] = [
    ("at the latest", [false, false, false, false]),
    ("latest", [false, false, false, false]),
    ("at", [true, true, false, false]),
    ("by", [false, true, true, false]),
    ("before", [false, true, true, false]),
    ("no later than", [false, true, true, false]),
    ("not later than", [false, true, true, false]),
    ("around", [false, true, false, false]),
    ("about", [false, true, false, false]),
    ("approximately", [false, true, false, false]),
    ("approx", [false, true, false, false]),
    ("roughly", [false, true, false, false]),
    ("circa", [false, true, false, false]),
    ("ca", [false, true, false, false]),
    ("exactly", [false, true, false, false]),
    ("exactly at", [true, true, false, false]),
    ("on", [false, false, true, false]),
    ("due", [false, false, true, false]),
    ("due on", [false, false, true, false]),
    ("due by", [false, true, true, false]),
    ("due at", [true, true, false, false]),
    ("due before", [false, true, true, false]),
    ("due in", [false, false, false, false]),
    ("deadline", [false, false, true, false]),
    ("for", [false, false, true, true]),
    ("set for", [false, false, true, true]),
];

/// Separators and small words from `at` on, and where the piece begins.
pub(crate) fn link(text: Text<'_>, at: usize, last: Option<&Piece>) -> (Link, usize) {
    let mut link = Link::default();
    let mut next = at;
    loop {
        let start = next;
        if let Some((flags, end)) = text.longest(next, &LINKS) {
            let [at, timed, dated, lasting] = flags;
            link.at |= at;
            link.timed |= timed;
            link.dated |= dated;
            link.lasting |= lasting;
            link.bounding |= timed && dated;
            let due = text.is(next, &["due", "deadline"]);
            // "due in 2 hours": "in" belongs to the amount.
            next = if text.word(end - 1) == "in" {
                end - 1
            } else {
                end
            };
            if text.glued_symbol(next, ".") || (due && text.symbol(next, ":")) {
                next += 1;
            }
        } else if text.symbol(next, "@") {
            link.at = true;
            link.timed = true;
            next += 1;
        } else if text.symbol(next, "~") {
            link.timed = true;
            next += 1;
        } else if separates(text, next, at) {
            next += 1;
        } else if text.word(next) == "of" && of_may_follow(last) {
            link.dated = true;
            next += 1;
        }
        if next == start {
            return (link, next);
        }
    }
}

/// Punctuation that carries no meaning: a comma, a dash between spaces, or the
/// end of the sentence.
fn separates(text: Text<'_>, at: usize, from: usize) -> bool {
    let last = at + 1 == text.len();
    let inside = from > 0;
    let please = text.is(at, &["please", "pls"]) && (inside || !last);
    let dash = text.symbol(at, "-") && !text.glued(at) && !text.glued(at + 1);
    please
        || (text.symbol(at, ",") && inside)
        || (dash && inside && !last)
        || (last && inside && [".", "!", "?", ";"].iter().any(|end| text.symbol(at, end)))
}

fn of_may_follow(last: Option<&Piece>) -> bool {
    matches!(
        last,
        Some(Piece::Part { today: false, .. } | Piece::Weekday(_, Which::Bare))
    )
}
