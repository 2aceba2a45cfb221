//! Phrases that repeat: "every weekday at 9", "monthly on the 1st".

use jiff::civil::{Date, DateTime, Time};
use jiff::tz::{Offset, TimeZone};
use jiff::{ToSpan, Zoned};

use crate::amount::Unit;
use crate::calendar::plus;
use crate::hour::{Settled, beside_a_day, settle};
use crate::piece::Scene;
use crate::reading::{Reading, Said, show_time};
use crate::refusal::{Refusal, RefusalKind};
use crate::repeat::On;
use crate::rrule::{End, Pattern, Rule};
use crate::rule_text::{sorted_days, sorted_month_days};
use crate::schedule::{Limit, Schedule};
use crate::slots::Slots;
use crate::zone::Zone;
use crate::{Options, lexer, rule_text};

/// A repetition that was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recurrence {
    /// The rule as an RRULE value, without `DTSTART`: "FREQ=WEEKLY;BYDAY=MO".
    pub rrule: String,
    /// The same rule, validated.
    pub rule: Rule,
    /// The time of day, when one was said.
    pub time: Option<Time>,
    /// The first occurrence after now; the rule is counted from it.
    pub first: Reading,
    zone: Option<String>,
}

impl Recurrence {
    /// The repetition in words: "every 2 weeks on Monday at 09:00". They read
    /// back as the same repetition.
    #[must_use]
    pub fn words(&self) -> String {
        let time = self.time.map(|time| match &self.zone {
            Some(zone) => format!("{} {zone}", show_time(time)),
            None => show_time(time),
        });
        rule_text::words(&self.rule, time.as_deref())
    }
}

/// The words for an RRULE value of the supported subset: "every weekday".
/// `None` for any other text.
#[must_use]
pub fn describe_rrule(rrule: &str) -> Option<String> {
    Rule::parse(rrule).ok().map(|rule| rule.words())
}

/// The first occurrence of `rrule` strictly after `after`, counted from
/// `anchor`; see [`Rule::next_after`]. `None` when the rule has ended or is not
/// of the supported subset.
#[must_use]
pub fn next_occurrence(rrule: &str, anchor: DateTime, after: DateTime) -> Option<DateTime> {
    Rule::parse(rrule).ok()?.next_after(anchor, after)
}

/// Reads a phrase that repeats.
///
/// The first occurrence is strictly after now, and after today when no time is
/// said. A rhythm without a day ("every 3 days", "monthly") is counted from
/// today, or from the day after "starting".
///
/// # Errors
///
/// A [`Refusal`] as for [`parse`](crate::parse), and for what repeats more often
/// than daily. An RRULE value is taken as [`Rule::parse`] does.
///
/// ```
/// # use datephrase::{Options, parse_recurrence};
/// let now = "2026-11-18T10:30[UTC]".parse().unwrap();
/// let found = parse_recurrence("every 2 weeks on monday at 9", &now, &Options::default()).unwrap();
/// assert_eq!(found.rrule, "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO");
/// assert_eq!(found.first.text(), "Mon 23 Nov 2026 09:00");
/// assert_eq!(found.words(), "every 2 weeks on Monday at 09:00");
/// ```
pub fn parse_recurrence(
    phrase: &str,
    now: &Zoned,
    options: &Options,
) -> Result<Recurrence, Refusal> {
    let tokens = lexer::tokens(phrase)?;
    let upper = phrase.trim_start().to_ascii_uppercase();
    if upper.starts_with("RRULE:") || upper.starts_with("FREQ=") {
        return literal(Rule::parse(phrase)?, now);
    }
    read(Scene::new(phrase, &tokens, options), now)
}

/// A rule given as such, counted from today where it names no day.
fn literal(rule: Rule, now: &Zoned) -> Result<Recurrence, Refusal> {
    let today = now.date();
    let pattern = match rule.pattern {
        Pattern::Weekly(days) if days.is_empty() => Pattern::Weekly(vec![today.weekday()]),
        Pattern::MonthlyDays(days) if days.is_empty() => Pattern::MonthlyDays(vec![today.day()]),
        Pattern::Yearly(None) => Pattern::Yearly(Some((today.month(), today.day()))),
        named => named,
    };
    let rule = Rule { pattern, ..rule };
    let first = first(&rule, &Schedule::default(), None, true, now)?;
    if let End::Until(last) = rule.end
        && first.date() > last
    {
        return Err(ends_first());
    }
    Ok(Recurrence {
        rrule: rule.to_string(),
        rule,
        time: None,
        first: Reading::date(first.date()),
        zone: None,
    })
}

fn ends_first() -> Refusal {
    Refusal::repeat(RefusalKind::Conflict, "It would end before the first time.")
}

/// Why a phrase that repeats is not one moment, if it does repeat.
pub(crate) fn instead_of_moment(scene: Scene<'_>, now: &Zoned) -> Option<Refusal> {
    let found = read(scene, now).ok()?;
    Some(Refusal::new(
        RefusalKind::Repeats,
        format!(
            "This repeats: \"{}\". Give it as the repetition, and here the first date, such as \
             \"{}\".",
            found.words(),
            found.first.text()
        ),
    ))
}

/// Reads all of `scene` as a repetition.
pub(crate) fn read(scene: Scene<'_>, now: &Zoned) -> Result<Recurrence, Refusal> {
    let schedule = Schedule::read(scene, now)?;
    let slots = Slots::fill(&schedule.times)?;
    let (zone, named) = match &slots.zone {
        None => (now.time_zone().clone(), None),
        Some(Zone::Named(zone, name)) => (zone.clone(), Some(name.clone())),
        Some(Zone::Fixed(offset)) if *offset == Offset::UTC => {
            (TimeZone::UTC, Some("UTC".to_owned()))
        }
        Some(Zone::Fixed(_)) => {
            return Err(Refusal::repeat(
                RefusalKind::Ambiguous,
                "A repetition needs the name of a zone, such as Europe/Berlin, not an offset.",
            ));
        }
    };
    let there = now.with_time_zone(zone.clone());
    let base = schedule.start.unwrap_or(there.date());
    let (pattern, interval, fixed) = pattern(&schedule, base)?;
    let time = time_of_day(&slots, &pattern)?;
    let mut rule = Rule::every(interval, pattern);
    let first = first(&rule, &schedule, time, fixed, &there)?;
    rule.end = end(&schedule, first.date())?;
    let reading = match time {
        None => Reading::date(first.date()),
        Some(_) => Reading::wall(first, zone, Said::Both, named.as_deref()),
    };
    Ok(Recurrence {
        rrule: rule.to_string(),
        rule,
        time,
        first: reading,
        zone: named,
    })
}

/// The days, and whether they were said rather than taken from `base`.
fn pattern(schedule: &Schedule, base: Date) -> Result<(Pattern, u16, bool), Refusal> {
    let unclear = |message: &str| Err(Refusal::repeat(RefusalKind::Conflict, message));
    let Some((interval, unit)) = schedule.every else {
        return unclear("It does not say how often.");
    };
    let pattern = match (unit, schedule.on.clone()) {
        (Unit::Day, None) => return Ok((Pattern::Daily, interval, false)),
        (Unit::Week, None) => {
            return Ok((Pattern::Weekly(vec![base.weekday()]), interval, false));
        }
        (Unit::Month, None) => {
            return Ok((Pattern::MonthlyDays(vec![base.day()]), interval, false));
        }
        (Unit::Year, None) => {
            return Ok((
                Pattern::Yearly(Some((base.month(), base.day()))),
                interval,
                false,
            ));
        }
        (Unit::Week, Some(On::Weekdays(days))) => Pattern::Weekly(sorted_days(days)),
        (Unit::Month, Some(On::MonthDays(days))) => Pattern::MonthlyDays(sorted_month_days(days)),
        (Unit::Month, Some(On::Nth(days))) => Pattern::MonthlyNth(days),
        (Unit::Year, Some(On::YearDay(month, day))) => Pattern::Yearly(Some((month, day))),
        (Unit::Year, Some(On::YearNth(month, nth, weekday))) => Pattern::YearlyNth {
            month,
            nth,
            weekday,
        },
        _ => return unclear("The days do not go with how often it repeats."),
    };
    Ok((pattern, interval, true))
}

fn time_of_day(slots: &Slots, pattern: &Pattern) -> Result<Option<Time>, Refusal> {
    let settled = match (slots.midnight, slots.clock, slots.part) {
        (Some(()), _, _) => Settled::NextDay(Time::midnight()),
        (None, Some(clock), part) => settle(clock, part)?,
        (None, None, Some((part, _))) => return Ok(Some(Time::constant(part.hour(), 0, 0, 0))),
        (None, None, None) => return Ok(None),
    };
    match settled {
        Settled::At(time) => Ok(Some(time)),
        Settled::Open(time) => Ok(Some(beside_a_day(time))),
        Settled::NextDay(time) if *pattern == Pattern::Daily => Ok(Some(time)),
        Settled::NextDay(_) => Err(Refusal::repeat(
            RefusalKind::Ambiguous,
            "Midnight belongs to the day after: write the day that begins with it, as in \"every \
             saturday at 00:00\".",
        )),
    }
}

/// The first occurrence after now.
fn first(
    rule: &Rule,
    schedule: &Schedule,
    time: Option<Time>,
    fixed: bool,
    now: &Zoned,
) -> Result<DateTime, Refusal> {
    let never = || Refusal::repeat(RefusalKind::Impossible, "It never comes.");
    let of_day = time.unwrap_or(Time::midnight());
    let base = schedule.start.unwrap_or(now.date());
    let anchor = base.to_datetime(of_day);
    // Without a time today is taken to be under way.
    let threshold = match time {
        Some(_) => now.datetime(),
        None => now.date().to_datetime(Time::MAX),
    };
    let from_base = match schedule.start {
        Some(start) if time.is_none() && start == now.date() => true,
        _ => anchor > threshold,
    };
    if !fixed {
        if from_base {
            return Ok(anchor);
        }
        return rule.next_after(anchor, threshold).ok_or_else(never);
    }
    // The rhythm begins with the first such day, whatever the interval; every
    // fourth 29 February only with a real one.
    let plain = Rule::every(1, rule.pattern.clone());
    let leap = rule.pattern == Pattern::Yearly(Some((2, 29))) && rule.interval.is_multiple_of(4);
    let before = anchor.checked_sub(1.second()).unwrap_or(anchor);
    let mut at = if from_base {
        before
    } else {
        threshold.max(before)
    };
    loop {
        at = plain.next_after(anchor, at).ok_or_else(never)?;
        if !leap || at.day() == 29 {
            return Ok(at);
        }
    }
}

fn end(schedule: &Schedule, first: Date) -> Result<End, Refusal> {
    let last = match schedule.limit {
        None => return Ok(End::Never),
        Some(Limit::Count(count)) => return Ok(End::Count(count)),
        Some(Limit::Until(date)) => date,
        Some(Limit::For(amount)) => {
            let span = amount.calendar().ok_or_else(Refusal::too_far)?;
            plus(plus(first, span)?, (-1).days())?
        }
    };
    if last < first {
        return Err(ends_first());
    }
    Ok(End::Until(last))
}
