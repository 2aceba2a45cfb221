//! The pieces of a phrase, each in its place and none twice.

use jiff::civil::Weekday;

use crate::Refusal;
use crate::amount::Amount;
use crate::clock::{Clock, Dial};
use crate::part::Part;
use crate::piece::{Day, Link, Period, Piece, Placed, Which};
use crate::zone::Zone;

#[derive(Clone, Debug, Default)]
pub(crate) struct Slots {
    pub(crate) day: Option<Day>,
    pub(crate) weekday: Option<(Weekday, Which)>,
    pub(crate) day_of_month: Option<i8>,
    pub(crate) period: Option<Period>,
    pub(crate) part: Option<(Part, bool)>,
    pub(crate) clock: Option<Clock>,
    pub(crate) midnight: Option<()>,
    pub(crate) zone: Option<Zone>,
    pub(crate) span: Option<Amount>,
    pub(crate) shift: Option<Amount>,
    /// The hour in "mon 9", which might also be the 9th.
    pub(crate) bare_hour: Option<i8>,
}

impl Slots {
    pub(crate) fn fill(pieces: &[Placed]) -> Result<Self, Refusal> {
        let mut slots = Self {
            bare_hour: bare_hour(pieces),
            ..Self::default()
        };
        for Placed { piece, .. } in pieces {
            match piece {
                Piece::Day(day) => put(&mut slots.day, *day, "date")?,
                Piece::Weekday(day, which) => put(&mut slots.weekday, (*day, *which), "weekday")?,
                Piece::DayOfMonth(day) => put(&mut slots.day_of_month, *day, "date")?,
                Piece::Period(period) => put(&mut slots.period, *period, "week, month or year")?,
                Piece::Part { part, today } => {
                    put(&mut slots.part, (*part, *today), "part of the day")?;
                }
                Piece::Clock(clock) => put(&mut slots.clock, *clock, "time")?,
                Piece::Midnight => put(&mut slots.midnight, (), "time")?,
                Piece::Zone(zone) => put(&mut slots.zone, zone.clone(), "time zone")?,
                Piece::Span(amount) => put(&mut slots.span, *amount, "amount of time")?,
                Piece::Shift(amount) => put(&mut slots.shift, *amount, "amount of time")?,
            }
        }
        slots.checked(pieces)
    }

    fn checked(self, pieces: &[Placed]) -> Result<Self, Refusal> {
        let bounded_day = |index: usize, placed: &Placed| {
            index > 0 && placed.link.bounding && names_day(&placed.piece)
        };
        let bounded = pieces
            .iter()
            .enumerate()
            .any(|(index, placed)| bounded_day(index, placed));
        if bounded
            && pieces
                .iter()
                .filter(|placed| names_day(&placed.piece))
                .count()
                > 1
        {
            return Err(Refusal::ambiguous(
                "A day before another day has two readings. Write the date, or an amount, such as \
                 \"2 days before christmas\".",
            ));
        }
        if self.clock.is_some() && self.midnight.is_some() {
            return Err(twice("time"));
        }
        let shift_leads = |placed: &Placed| matches!(placed.piece, Piece::Shift(_));
        if pieces.last().is_some_and(shift_leads) {
            return Err(Refusal::ambiguous(
                "Before or after what? Write for example \"2 days before christmas\".",
            ));
        }
        if self.zone.is_some() && !self.has_time() {
            return Err(Refusal::ambiguous(
                "A time zone needs a time, as in \"tomorrow at 5pm Europe/Berlin\".",
            ));
        }
        Ok(self)
    }

    /// Whether a day was named in any way.
    pub(crate) fn has_day(&self) -> bool {
        self.day.is_some()
            || self.weekday.is_some()
            || self.day_of_month.is_some()
            || self.period.is_some()
            || self
                .part
                .is_some_and(|(part, today)| today || part == Part::EndOfDay)
    }

    pub(crate) fn has_time(&self) -> bool {
        self.clock.is_some() || self.midnight.is_some() || self.part.is_some()
    }

    /// Whether the only day is a stretch of several.
    pub(crate) fn is_stretch(&self) -> bool {
        self.weekday.is_none()
            && self.day_of_month.is_none()
            && (matches!(self.day, Some(Day::Weekend(_)))
                || (self.day.is_none() && self.period.is_some()))
    }
}

/// The number right after a weekday, with nothing that makes it an hour.
fn bare_hour(pieces: &[Placed]) -> Option<i8> {
    pieces
        .windows(2)
        .find_map(|pair| match (&pair[0].piece, &pair[1].piece) {
            (Piece::Weekday(..), Piece::Clock(clock)) => {
                let alone = pair[1].end - pair[1].start == 1 && pair[1].link == Link::default();
                (alone && clock.dial == Dial::Hour).then(|| clock.time.hour())
            }
            _ => None,
        })
}

fn names_day(piece: &Piece) -> bool {
    matches!(
        piece,
        Piece::Day(_)
            | Piece::Weekday(..)
            | Piece::DayOfMonth(_)
            | Piece::Period(_)
            | Piece::Span(_)
    )
}

fn put<T>(slot: &mut Option<T>, value: T, name: &str) -> Result<(), Refusal> {
    if slot.replace(value).is_some() {
        Err(twice(name))
    } else {
        Ok(())
    }
}

fn twice(name: &str) -> Refusal {
    Refusal::conflict(format!(
        "The phrase holds more than one {name}. Give one date and time."
    ))
}
