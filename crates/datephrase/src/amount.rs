//! Amounts of time: in 2 hours, an hour and a half, 3 days before.

use jiff::{Span, ToSpan};

use crate::Refusal;
use crate::piece::{Before, Match, Piece, Scene};
use crate::words::Text;

/// A sum of units; negative when it leads back.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Amount {
    pub(crate) months: i64,
    pub(crate) days: i64,
    /// Monday to Friday.
    pub(crate) working_days: i64,
    pub(crate) seconds: i64,
    /// Whether hours or less were said, so that it leads to an instant.
    pub(crate) timed: bool,
}

impl Amount {
    fn negated(self) -> Self {
        Self {
            months: -self.months,
            days: -self.days,
            working_days: -self.working_days,
            seconds: -self.seconds,
            timed: self.timed,
        }
    }

    /// The calendar part. `None` when it is beyond any calendar.
    pub(crate) fn calendar(self) -> Option<Span> {
        Span::new()
            .try_months(self.months)
            .ok()?
            .try_days(self.days)
            .ok()
    }

    /// The clock part.
    pub(crate) fn clock(self) -> Span {
        self.seconds.seconds()
    }

    fn is_weeks(self) -> bool {
        self.days > 0 && self.days % 7 == 0 && self.months == 0 && !self.timed
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd)]
pub(crate) enum Unit {
    Second,
    Minute,
    Hour,
    WorkingDay,
    Day,
    Week,
    Fortnight,
    Month,
    Year,
}

const UNITS: [(&str, Unit); 42] = [
    ("second", Unit::Second),
    ("seconds", Unit::Second),
    ("sec", Unit::Second),
    ("secs", Unit::Second),
    ("minute", Unit::Minute),
    ("minutes", Unit::Minute),
    ("min", Unit::Minute),
    ("mins", Unit::Minute),
    ("hour", Unit::Hour),
    ("hours", Unit::Hour),
    ("hr", Unit::Hour),
    ("hrs", Unit::Hour),
    ("day", Unit::Day),
    ("days", Unit::Day),
    ("business day", Unit::WorkingDay),
    ("business days", Unit::WorkingDay),
    ("working day", Unit::WorkingDay),
    ("working days", Unit::WorkingDay),
    ("workday", Unit::WorkingDay),
    ("workdays", Unit::WorkingDay),
    ("weekday", Unit::WorkingDay),
    ("weekdays", Unit::WorkingDay),
    ("week", Unit::Week),
    ("weeks", Unit::Week),
    ("wk", Unit::Week),
    ("wks", Unit::Week),
    ("fortnight", Unit::Fortnight),
    ("fortnights", Unit::Fortnight),
    ("month", Unit::Month),
    ("months", Unit::Month),
    ("year", Unit::Year),
    ("years", Unit::Year),
    ("yr", Unit::Year),
    ("yrs", Unit::Year),
    // Letters need digits before them.
    ("s", Unit::Second),
    ("m", Unit::Minute),
    ("h", Unit::Hour),
    ("d", Unit::Day),
    ("w", Unit::Week),
    ("mo", Unit::Month),
    ("mos", Unit::Month),
    ("y", Unit::Year),
];

/// The unit at `at`.
pub(crate) fn unit(text: Text<'_>, at: usize) -> Option<(Unit, usize)> {
    let (unit, end) = text.longest(at, &UNITS)?;
    let dot = text.glued_symbol(end, ".") && text.word(end - 1).len() <= 3;
    Some((
        unit,
        if dot && end + 1 < text.len() {
            end + 1
        } else {
            end
        },
    ))
}

/// A fraction, so that half an hour is exact.
#[derive(Clone, Copy, Debug)]
struct Quantity {
    over: i64,
    under: i64,
    /// Whether it was written in digits.
    digits: bool,
}

impl Quantity {
    fn whole(over: i64) -> Self {
        Self {
            over,
            under: 1,
            digits: false,
        }
    }

    fn and_half(self) -> Self {
        Self {
            over: self.over * 2 + self.under,
            under: self.under * 2,
            ..self
        }
    }

    fn times(self, factor: i64) -> Option<i64> {
        let product = self.over.checked_mul(factor)?;
        (product % self.under == 0).then(|| product / self.under)
    }
}

const FRACTIONS: [(&str, (i64, i64)); 12] = [
    ("half a", (1, 2)),
    ("half an", (1, 2)),
    ("half", (1, 2)),
    ("a half", (1, 2)),
    ("quarter of an", (1, 4)),
    ("a quarter of an", (1, 4)),
    ("quarter", (1, 4)),
    ("three quarters of an", (3, 4)),
    ("a couple of", (2, 1)),
    ("a couple", (2, 1)),
    ("couple of", (2, 1)),
    ("couple", (2, 1)),
];

fn quantity(text: Text<'_>, at: usize) -> Option<(Quantity, usize)> {
    if let Some(((over, under), end)) = text.longest(at, &FRACTIONS) {
        return Some((
            Quantity {
                over,
                under,
                digits: false,
            },
            end,
        ));
    }
    let (quantity, end) = if let Some(whole) = text.number(at, 1, 6) {
        let quantity = Quantity {
            digits: true,
            ..Quantity::whole(whole)
        };
        let point = text.glued_symbol(at + 1, ".") || text.glued_symbol(at + 1, ",");
        match text.glued_number(at + 2, 1, 3).filter(|_| point) {
            Some(part) => {
                let under = 10_i64.pow(u32::try_from(text.digits(at + 2).len()).ok()?);
                (
                    Quantity {
                        over: whole * under + part,
                        under,
                        ..quantity
                    },
                    at + 3,
                )
            }
            None => (quantity, at + 1),
        }
    } else if text.is(at, &["a", "an"]) {
        return Some((Quantity::whole(1), at + 1));
    } else {
        let (whole, end) = text.cardinal(at)?;
        (Quantity::whole(whole), end)
    };
    match text.phrase(end, "and a half") {
        Some(end) => Some((quantity.and_half(), end)),
        None => Some((quantity, end)),
    }
}

/// One or more quantities with units, the largest first: "1 hour 30 minutes".
pub(crate) fn sum(text: Text<'_>, at: usize) -> Result<Option<(Amount, usize)>, Refusal> {
    let mut amount = Amount::default();
    let mut end = at;
    let mut smallest = None;
    loop {
        let joined = end > at && (text.is(end, &["and"]) || text.symbol(end, ","));
        let start = if joined { end + 1 } else { end };
        let Some((quantity, next)) = quantity(text, start) else {
            break;
        };
        let next = if text.glued_symbol(next, "-") {
            next + 1
        } else {
            next
        };
        let Some((unit, next)) = unit(text, next) else {
            break;
        };
        let letter = text.word(next - 1).len() == 1;
        if (letter && !quantity.digits) || smallest.is_some_and(|smallest| unit >= smallest) {
            break;
        }
        let (quantity, next) = match text.phrase(next, "and a half") {
            Some(next) => (quantity.and_half(), next),
            None => (quantity, next),
        };
        if add(&mut amount, quantity, unit).is_none() {
            return Err(uneven(text.quote(start, next)));
        }
        smallest = Some(unit);
        end = next;
    }
    Ok(smallest.map(|_| (amount, end)))
}

fn uneven(said: &str) -> Refusal {
    Refusal::ambiguous(format!(
        "\"{said}\" is no whole number of days. Write it in hours, or say the day."
    ))
}

fn add(amount: &mut Amount, quantity: Quantity, unit: Unit) -> Option<()> {
    match unit {
        Unit::Second => amount.seconds += quantity.times(1)?,
        Unit::Minute => amount.seconds += quantity.times(60)?,
        Unit::Hour => amount.seconds += quantity.times(3_600)?,
        Unit::WorkingDay => amount.working_days += whole(quantity, 1)?,
        Unit::Day => amount.days += whole(quantity, 1)?,
        Unit::Week => amount.days += whole(quantity, 7)?,
        Unit::Fortnight => amount.days += whole(quantity, 14)?,
        Unit::Month => amount.months += whole(quantity, 1)?,
        Unit::Year => amount.months += quantity.times(12)?,
    }
    amount.timed |= unit <= Unit::Hour;
    Some(())
}

/// Half a week is not a number of days, and half a day not a date.
fn whole(quantity: Quantity, days: i64) -> Option<i64> {
    quantity.times(1).map(|count| count * days)
}

const LATER: [(&str, bool); 9] = [
    ("from now", true),
    ("from today", true),
    ("from right now", true),
    ("time", true),
    ("later", true),
    ("hence", true),
    ("ago", false),
    ("earlier", false),
    ("back", false),
];

/// `in 2 hours`, `3 days from now`, `2 days before …`, `a week from …`.
pub(crate) fn read(scene: Scene<'_>, at: usize, before: Before<'_>) -> Match {
    let text = scene.text;
    if let Some((days, end)) = text.longest(at, &NEIGHBOURS) {
        let amount = Amount {
            days,
            ..Amount::default()
        };
        return Ok(Some((Piece::Shift(amount), end)));
    }
    let led = text.is(at, &["in", "within", "after"]);
    let start = if led { text.skip(at + 1, &NEARLY) } else { at };
    let Some((amount, end)) = sum(text, start)? else {
        return Ok(None);
    };
    if let Some((ahead, end)) = text.longest(end, &LATER) {
        return if ahead {
            Ok(Some((Piece::Span(amount), end)))
        } else {
            Err(Refusal::past(
                "That is in the past. Say a time to come, such as \"in 2 hours\".",
            ))
        };
    }
    if !led {
        if let Some(shift) = shift(text, amount, end) {
            return Ok(Some(shift));
        }
        // "at 2 hours" and "for 2 hours" are no moments.
        if before.link.timed || before.link.lasting {
            return Ok(None);
        }
        // "one day" is no day in particular.
        if text.is(start, &["a", "an", "one"]) && !amount.timed {
            return Ok(None);
        }
        let clock_hour = amount.timed && (13..=23).contains(&(amount.seconds / 3_600));
        if clock_hour && text.is(start + 1, &["h"]) {
            return Err(Refusal::ambiguous(format!(
                "\"{0}\" could be a time or an amount. Write \"at {1}:00\" or \"in {1} hours\".",
                text.quote(start, end),
                text.digits(start)
            )));
        }
    }
    Ok(Some((Piece::Span(amount), end)))
}

/// "in about 15 minutes".
const NEARLY: [&str; 5] = ["about", "around", "approximately", "roughly", "exactly"];

const NEIGHBOURS: [(&str, i64); 4] = [
    ("the day before", -1),
    ("day before", -1),
    ("the day after", 1),
    ("day after", 1),
];

/// "before", "from" or "after" and what they count from, which is the next piece.
fn shift(text: Text<'_>, amount: Amount, at: usize) -> Option<(Piece, usize)> {
    if text.is(at, &["before"]) {
        return Some((Piece::Shift(amount.negated()), at + 1));
    }
    if text.phrase(at, "prior to").is_some() {
        return Some((Piece::Shift(amount.negated()), at + 2));
    }
    if text.is(at, &["after", "from"]) {
        return Some((Piece::Shift(amount), at + 1));
    }
    // British: "a week today", "two weeks on friday".
    let on = text.skip(at, &["on"]);
    let day = text.is(on, &["today", "tomorrow"]) || text.weekday(on).is_some();
    (amount.is_weeks() && day).then_some((Piece::Shift(amount), on))
}
