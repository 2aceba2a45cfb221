//! From pieces to a reading.

use jiff::Zoned;
use jiff::civil::{Date, DateTime, Time};

use crate::amount::Amount;
use crate::calendar::{date, plus, working_days};
use crate::hour::{Settled, awake, beside_a_day, settle};
use crate::part::Part;
use crate::piece::{Day, Form, Placed};
use crate::reading::{Reading, Said, show, show_date, show_time};
use crate::refusal::Refusal;
use crate::slots::Slots;
use crate::zone::Zone;

/// The last year that is accepted; see `date`.
const LAST_YEAR: i16 = 2099;

/// The reading of a whole phrase.
pub(crate) fn reading(pieces: &[Placed], now: &Zoned) -> Result<Reading, Refusal> {
    let slots = Slots::fill(pieces)?;
    let reading = match slots.span {
        Some(amount) if amount.timed => instant(&slots, amount, now)?,
        _ => wall_or_date(&slots, now)?,
    };
    Ok(reading)
}

/// "in 2 hours": days by the calendar, hours by the clock that never jumps.
fn instant(slots: &Slots, amount: Amount, now: &Zoned) -> Result<Reading, Refusal> {
    if slots.has_day() || slots.has_time() || slots.shift.is_some() {
        return Err(Refusal::conflict(
            "An amount of hours or minutes already names a moment. Write only \"in 2 hours\", or \
             a day and a time.",
        ));
    }
    let date = working_days(now.date(), amount.working_days)?;
    let start = now
        .with()
        .date(date)
        .build()
        .map_err(|_| Refusal::too_far())?;
    let add = |start: Zoned, span| start.checked_add(span).map_err(|_| Refusal::too_far());
    let calendar = amount.calendar().ok_or_else(Refusal::too_far)?;
    let at = add(add(start, calendar)?, amount.clock())?;
    Ok(Reading::instant(
        &to_full_second(at)
            .filter(in_range)
            .ok_or_else(Refusal::too_far)?,
    ))
}

fn in_range(at: &Zoned) -> bool {
    at.year() <= LAST_YEAR
}

/// Never before now, and without a fraction that nobody said.
fn to_full_second(at: Zoned) -> Option<Zoned> {
    let up = if at.subsec_nanosecond() == 0 { 0 } else { 1 };
    let whole = at.timestamp().as_second().checked_add(up)?;
    let instant = jiff::Timestamp::from_second(whole).ok()?;
    Some(instant.to_zoned(at.time_zone().clone()))
}

/// A date, and a time when one was said.
struct When {
    date: Date,
    time: Option<Time>,
}

fn wall_or_date(slots: &Slots, now: &Zoned) -> Result<Reading, Refusal> {
    let there = match &slots.zone {
        None => now.clone(),
        Some(Zone::Named(zone, _)) => now.with_time_zone(zone.clone()),
        Some(Zone::Fixed(offset)) => now.with_time_zone(offset.to_time_zone()),
    };
    let when = when(slots, &there)?;
    let Some(time) = when.time else {
        return in_time(Reading::date(when.date), when.date < now.date(), slots, now);
    };
    let at = when.date.to_datetime(time);
    let day_said = slots.has_day() || slots.span.is_some();
    if slots.zone.is_some() && day_said {
        same_day_here(slots, now, &there, when.date)?;
    }
    let said = if day_said { Said::Both } else { Said::Time };
    let instant = there
        .time_zone()
        .to_timestamp(at)
        .map_err(|_| Refusal::too_far())?;
    let reading = match &slots.zone {
        None => Reading::wall(at, now.time_zone().clone(), said, None),
        Some(Zone::Named(zone, name)) => Reading::wall(at, zone.clone(), said, Some(name)),
        Some(Zone::Fixed(offset)) => Reading::at_offset(at, *offset, instant, said),
    };
    in_time(reading, instant < now.timestamp(), slots, now)
}

/// "tomorrow 9am Asia/Tokyo" has two readings while it is another day there.
fn same_day_here(slots: &Slots, now: &Zoned, there: &Zoned, date: Date) -> Result<(), Refusal> {
    if now.date() == there.date() || when(slots, now)?.date == date {
        return Ok(());
    }
    Err(Refusal::ambiguous(format!(
        "It is {} here and {} there, so the day has two readings. Write the date, as \
         YYYY-MM-DD HH:MM with the zone.",
        show_date(now.date()),
        show_date(there.date())
    )))
}

fn when(slots: &Slots, now: &Zoned) -> Result<When, Refusal> {
    let today = now.date();
    if slots.has_time() && slots.is_stretch() {
        return Err(Refusal::ambiguous(
            "A time needs one day. Write for example \"monday next week at 9am\".",
        ));
    }
    let mut day = match slots.span {
        None => date(slots, today)?,
        Some(amount) if !slots.has_day() && slots.shift.is_none() => Some(add(amount, today)?),
        Some(_) => {
            return Err(Refusal::conflict(
                "The phrase names a day twice. Write only \"in 3 days\", or only the day.",
            ));
        }
    };
    if let Some((part, said_today)) = slots.part {
        if said_today && day.is_some_and(|day| day != today) {
            return Err(Refusal::conflict(
                "The phrase names two days. Give one date and time.",
            ));
        }
        if said_today || part == Part::EndOfDay {
            day = day.or(Some(today));
        }
    }
    let when = at_time(slots, day, now)?;
    match slots.shift {
        None => Ok(when),
        Some(amount) => shifted(when, amount, day.is_some()),
    }
}

fn at_time(slots: &Slots, day: Option<Date>, now: &Zoned) -> Result<When, Refusal> {
    let settled = match (slots.midnight, slots.clock, slots.part) {
        (Some(()), _, None | Some((Part::Night, _))) => Settled::NextDay(Time::midnight()),
        (Some(()), _, Some(_)) => {
            return Err(Refusal::conflict(
                "Midnight is the end of a day: leave out the other part.",
            ));
        }
        (None, Some(clock), part) => settle(clock, part)?,
        (None, None, Some((part, _))) => Settled::At(Time::constant(part.hour(), 0, 0, 0)),
        (None, None, None) => {
            let date = day.ok_or_else(Refusal::empty)?;
            return Ok(When { date, time: None });
        }
    };
    let today = now.date();
    let tomorrow = || plus(today, jiff::Span::new().days(1));
    let ahead = |at: DateTime| {
        now.time_zone()
            .to_timestamp(at)
            .is_ok_and(|at| at > now.timestamp())
    };
    let (date, time) = match (settled, day) {
        (Settled::At(time), Some(date)) => (date, time),
        (Settled::At(time), None) if ahead(today.to_datetime(time)) => (today, time),
        (Settled::At(time), None) => (tomorrow()?, time),
        (Settled::NextDay(time), day) => {
            (plus(day.unwrap_or(today), jiff::Span::new().days(1))?, time)
        }
        (Settled::Open(time), Some(date)) => {
            let still_ahead = slots.day == Some(Day::FromToday(0));
            let next = awake(time, 23).find(|time| ahead(today.to_datetime(*time)));
            let fixed = beside_a_day(time);
            (
                date,
                if still_ahead {
                    next.unwrap_or(fixed)
                } else {
                    fixed
                },
            )
        }
        (Settled::Open(time), None) => {
            match awake(time, 22).find(|time| ahead(today.to_datetime(*time))) {
                Some(time) => (today, time),
                None => (tomorrow()?, awake(time, 22).next().unwrap_or(time)),
            }
        }
    };
    Ok(When {
        date,
        time: Some(time),
    })
}

fn shifted(when: When, amount: Amount, has_day: bool) -> Result<When, Refusal> {
    match when.time {
        None if amount.timed => Err(Refusal::ambiguous(
            "An amount of hours needs a time to count from, as in \"2 hours before noon\".",
        )),
        Some(_) if !has_day && !amount.timed => Err(Refusal::ambiguous(
            "An amount of days needs a day to count from, as in \"2 days before christmas\".",
        )),
        Some(time) => {
            let at = add(amount, when.date)?.to_datetime(time);
            let at = at
                .checked_add(amount.clock())
                .map_err(|_| Refusal::too_far())?;
            Ok(When {
                date: at.date(),
                time: Some(at.time()),
            })
        }
        None => Ok(When {
            date: add(amount, when.date)?,
            time: None,
        }),
    }
}

fn add(amount: Amount, date: Date) -> Result<Date, Refusal> {
    let calendar = amount.calendar().ok_or_else(Refusal::too_far)?;
    working_days(plus(date, calendar)?, amount.working_days)
}

/// The reading, unless it is over. An exact date may be: it is overdue.
fn in_time(
    reading: Reading,
    is_past: bool,
    slots: &Slots,
    now: &Zoned,
) -> Result<Reading, Refusal> {
    let (date, time) = match &reading.due {
        crate::Due::Date(date) => (*date, None),
        crate::Due::Wall { at, .. } => (at.date(), Some(at.time())),
        crate::Due::Instant(at) => (at.to_zoned(now.time_zone().clone()).date(), None),
    };
    if date.year() > LAST_YEAR {
        return Err(Refusal::too_far());
    }
    let exact = matches!(
        slots.day,
        Some(Day::Dated {
            form: Form::Iso,
            ..
        })
    );
    if !is_past || exact {
        return Ok(reading);
    }
    let today = date == now.date();
    let instead = match time {
        Some(time) if today => format!("did you mean \"tomorrow at {}\"?", show_time(time)),
        _ => "write a date to come, as \"24 Dec\" or YYYY-MM-DD.".to_owned(),
    };
    Err(Refusal::past(&format!(
        "{} is already past (it is {}): {instead}",
        reading.text(),
        show(
            now.datetime()
                .round(jiff::Unit::Minute)
                .unwrap_or(now.datetime())
        )
    )))
}
