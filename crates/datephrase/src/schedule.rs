//! The parts of a repeating phrase: how often, when, from when and until when.

use jiff::Zoned;
use jiff::civil::Date;

use crate::amount::{self, Amount, Unit};
use crate::piece::{self, Before, Link, Piece, Placed, Scene};
use crate::refusal::{Refusal, RefusalKind};
use crate::repeat::{self, On};
use crate::rrule::MAX_COUNT;
use crate::words::Text;
use crate::{Due, resolve};

/// What a repeating phrase says, not yet put together.
#[derive(Debug, Default)]
pub(crate) struct Schedule {
    pub(crate) every: Option<(u16, Unit)>,
    pub(crate) on: Option<On>,
    /// Times, parts of the day and zones.
    pub(crate) times: Vec<Placed>,
    pub(crate) start: Option<Date>,
    pub(crate) limit: Option<Limit>,
}

#[derive(Clone, Copy, Debug)]
pub(crate) enum Limit {
    Count(u32),
    Until(Date),
    For(Amount),
}

const START: [(&str, ()); 8] = [
    ("starting", ()),
    ("starting on", ()),
    ("starting from", ()),
    ("beginning", ()),
    ("beginning on", ()),
    ("from", ()),
    ("as of", ()),
    ("start", ()),
];
const STOP: [(&str, ()); 8] = [
    ("until", ()),
    ("till", ()),
    ("til", ()),
    ("through", ()),
    ("thru", ()),
    ("ending", ()),
    ("ending on", ()),
    ("up to", ()),
];

impl Schedule {
    pub(crate) fn read(scene: Scene<'_>, now: &Zoned) -> Result<Self, Refusal> {
        let mut schedule = Self::default();
        let text = scene.text;
        let mut at = 0;
        while at < text.len() {
            let last = schedule.times.last().map(|placed| &placed.piece);
            let (link, start) = piece::link(text, at, last);
            if start == text.len() && link == Link::default() {
                break;
            }
            at = schedule
                .part(scene, start, link, now)?
                .ok_or_else(|| Refusal::unknown_repeat(text.quote(at, text.len())))?;
        }
        Ok(schedule)
    }

    /// Takes one part at `at` and says where it ends.
    fn part(
        &mut self,
        scene: Scene<'_>,
        at: usize,
        link: Link,
        now: &Zoned,
    ) -> Result<Option<usize>, Refusal> {
        let text = scene.text;
        if let Some(((), from)) = text.longest(at, &START)
            && text.word(from) != "of"
        {
            let end = clause_end(text, from);
            let date = self.clause_date(scene, from, end, now)?;
            put(&mut self.start, date)?;
            return Ok(Some(end));
        }
        if let Some(((), from)) = text.longest(at, &STOP) {
            let end = clause_end(text, from);
            let date = self.clause_date(scene, from, end, now)?;
            put(&mut self.limit, Limit::Until(date))?;
            return Ok(Some(end));
        }
        if let Some((limit, end)) = limit(text, at, link)? {
            put(&mut self.limit, limit)?;
            return Ok(Some(end));
        }
        let time = self.time(scene, at, link)?;
        let turn = repeat::read(scene, at)?;
        match (time, turn) {
            (Some((piece, end)), turn) if turn.as_ref().is_none_or(|(_, other)| end >= *other) => {
                self.times.push(Placed {
                    piece,
                    link,
                    start: at,
                    end,
                });
                Ok(Some(end))
            }
            (_, Some((turn, end))) => {
                if let Some(every) = turn.every.filter(|every| self.every != Some(*every)) {
                    put(&mut self.every, every)?;
                }
                if let Some(on) = turn.on {
                    put(&mut self.on, on)?;
                }
                if let Some(part) = turn.part {
                    let piece = Piece::Part { part, today: false };
                    self.times.push(Placed {
                        piece,
                        link,
                        start: at,
                        end,
                    });
                }
                Ok(Some(end))
            }
            _ => Ok(None),
        }
    }

    /// A time of day, a part of it, or a zone.
    fn time(&self, scene: Scene<'_>, at: usize, link: Link) -> piece::Match {
        // Beside a weekday an hour may stand alone: "every monday 9".
        let hours_may_follow = self.every.is_some() || self.on.is_some();
        let link = Link {
            timed: link.timed || (hours_may_follow && !link.dated),
            ..link
        };
        let before = Before {
            link,
            pieces: &self.times,
        };
        let found = piece::one(scene, at, before)?;
        Ok(found.filter(|(piece, _)| {
            matches!(
                piece,
                Piece::Clock(_)
                    | Piece::Midnight
                    | Piece::Zone(_)
                    | Piece::Part { today: false, .. }
            )
        }))
    }

    /// The date after "starting" or "until"; a time beside it is the time of day.
    fn clause_date(
        &mut self,
        scene: Scene<'_>,
        from: usize,
        to: usize,
        now: &Zoned,
    ) -> Result<Date, Refusal> {
        let tokens = scene.text.tokens.get(from..to).unwrap_or_default();
        let part = Scene {
            text: Text {
                tokens,
                ..scene.text
            },
            ..scene
        };
        let reading = resolve::reading(&piece::read(part)?, now)?;
        match reading.due {
            Due::Date(date) => Ok(date),
            Due::Wall { .. } | Due::Instant(_) => Err(Refusal::repeat(
                RefusalKind::Ambiguous,
                "Say the time right after how often it repeats, and only a date after \"starting\" \
                 or \"until\".",
            )),
        }
    }
}

fn put<T>(slot: &mut Option<T>, value: T) -> Result<(), Refusal> {
    match slot.replace(value) {
        None => Ok(()),
        Some(_) => Err(Refusal::repeat(
            RefusalKind::Conflict,
            "Something is said twice. Give one repetition at a time.",
        )),
    }
}

/// Where the date after "starting" or "until" ends: at the next part.
fn clause_end(text: Text<'_>, from: usize) -> usize {
    let opens = |at: usize| {
        text.longest(at, &START)
            .is_some_and(|((), next)| text.word(next) != "of")
            || text.longest(at, &STOP).is_some()
            || text.is(at, &["at", "every", "each"])
            || text.symbol(at, "@")
    };
    (from + 1..text.len())
        .find(|at| opens(*at))
        .unwrap_or(text.len())
}

/// "for 10 times", "5 times", "for 3 weeks".
fn limit(text: Text<'_>, at: usize, link: Link) -> Result<Option<(Limit, usize)>, Refusal> {
    let counted = text
        .number(at, 1, 5)
        .map(|number| (number, at + 1))
        .or_else(|| text.cardinal(at));
    if let Some((count, next)) = counted
        && text.is(next, &["times", "time", "occurrences", "repetitions"])
        && !text.is(next + 1, &["a", "per", "each", "every"])
    {
        return match u32::try_from(count) {
            Ok(count) if (1..=MAX_COUNT).contains(&count) => {
                Ok(Some((Limit::Count(count), next + 1)))
            }
            _ => Err(Refusal::repeat(
                RefusalKind::Impossible,
                &format!("A repetition comes 1 to {MAX_COUNT} times, or without an end."),
            )),
        };
    }
    if !link.lasting {
        return Ok(None);
    }
    let start = text.phrase(at, "the next").unwrap_or(at);
    match amount::sum(text, start)? {
        Some((amount, end)) if !amount.timed && amount.working_days == 0 => {
            Ok(Some((Limit::For(amount), end)))
        }
        _ => Ok(None),
    }
}
