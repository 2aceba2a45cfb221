//! What repeats: every 2 weeks, weekdays, the last Friday of every month.

use jiff::civil::Weekday;

use crate::amount::{Unit, unit};
use crate::part::Part;
use crate::piece::{Before, Day, Link, Piece, Scene};
use crate::refusal::{Refusal, RefusalKind};
use crate::rrule::MAX_INTERVAL;
use crate::words::Text;
use crate::{date, day};

/// A run of tokens that says how often, on which days, or both.
#[derive(Clone, Debug, Default)]
pub(crate) struct Turn {
    pub(crate) every: Option<(u16, Unit)>,
    pub(crate) on: Option<On>,
    pub(crate) part: Option<Part>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum On {
    Weekdays(Vec<Weekday>),
    MonthDays(Vec<i8>),
    Nth(Vec<(i8, Weekday)>),
    YearDay(i8, i8),
    YearNth(i8, i8, Weekday),
}

pub(crate) type Found = Result<Option<(Turn, usize)>, Refusal>;

const WORKING_WEEK: [Weekday; 5] = [
    Weekday::Monday,
    Weekday::Tuesday,
    Weekday::Wednesday,
    Weekday::Thursday,
    Weekday::Friday,
];
const WEEKEND: [Weekday; 2] = [Weekday::Saturday, Weekday::Sunday];

const ADVERBS: [(&str, (u16, Unit)); 18] = [
    ("daily", (1, Unit::Day)),
    ("everyday", (1, Unit::Day)),
    ("once a day", (1, Unit::Day)),
    ("once per day", (1, Unit::Day)),
    ("weekly", (1, Unit::Week)),
    ("once a week", (1, Unit::Week)),
    ("once per week", (1, Unit::Week)),
    ("fortnightly", (2, Unit::Week)),
    ("once a fortnight", (2, Unit::Week)),
    ("monthly", (1, Unit::Month)),
    ("once a month", (1, Unit::Month)),
    ("once per month", (1, Unit::Month)),
    ("quarterly", (3, Unit::Month)),
    ("once a quarter", (3, Unit::Month)),
    ("yearly", (1, Unit::Year)),
    ("annually", (1, Unit::Year)),
    ("once a year", (1, Unit::Year)),
    ("once per year", (1, Unit::Year)),
];

/// Words for several weekdays, and whether they are the weekend's.
const WEEKDAY_GROUPS: [(&str, bool); 3] =
    [("weekdays", false), ("workdays", false), ("weekends", true)];

/// Words that are said of two different rhythms.
const TWO_RHYTHMS: [&str; 10] = [
    "biweekly",
    "bi weekly",
    "bimonthly",
    "bi monthly",
    "biannually",
    "biyearly",
    "semiweekly",
    "semimonthly",
    "semi weekly",
    "semi monthly",
];

/// Several times a day, or at no fixed time.
const TOO_FINE: [&str; 7] = [
    "hourly",
    "every hour",
    "every minute",
    "every half hour",
    "every half an hour",
    "each hour",
    "each minute",
];

/// A repetition at `at`. A day that could also be said once counts only when
/// `every` stands before it or elsewhere in the phrase.
pub(crate) fn read(scene: Scene<'_>, at: usize) -> Found {
    let text = scene.text;
    refuse_unclear(text, at)?;
    if let Some((every, end)) = text.longest(at, &ADVERBS) {
        return Ok(Some((
            Turn {
                every: Some(every),
                ..Turn::default()
            },
            end,
        )));
    }
    let start = text.skip(at, &["once"]);
    if text.is(start, &["every", "each"]) {
        return every(scene, text.skip(start + 1, &["single"]));
    }
    if let Some(found) = parts_of_days(text, at) {
        return Ok(Some(found));
    }
    if let Some((weekend, end)) = text.longest(at, &WEEKDAY_GROUPS) {
        let days = if weekend {
            WEEKEND.to_vec()
        } else {
            WORKING_WEEK.to_vec()
        };
        return Ok(Some((weekly(days), end)));
    }
    if let Some((_, _)) = text.weekday_plural(at)
        && let Some((days, end)) = weekdays(text, at)
    {
        return Ok(Some((weekly(days), end)));
    }
    on(scene, at)
}

/// "mornings", "tuesday evenings", "weekday mornings".
fn parts_of_days(text: Text<'_>, at: usize) -> Option<(Turn, usize)> {
    let (on, next) = if let Some((days, next)) = weekdays(text, at) {
        (Some(days), next)
    } else if text.is(at, &["weekday", "weekend"]) {
        let weekend = text.is(at, &["weekend"]);
        (
            Some(if weekend {
                WEEKEND.to_vec()
            } else {
                WORKING_WEEK.to_vec()
            }),
            at + 1,
        )
    } else {
        (None, at)
    };
    let (part, end) = text.longest(
        next,
        &[
            ("mornings", Part::Morning),
            ("afternoons", Part::Afternoon),
            ("evenings", Part::Evening),
            ("nights", Part::Night),
        ],
    )?;
    let turn = match on {
        Some(days) => weekly(days),
        None => Turn {
            every: Some((1, Unit::Day)),
            ..Turn::default()
        },
    };
    Some((
        Turn {
            part: Some(part),
            ..turn
        },
        end,
    ))
}

fn weekly(days: Vec<Weekday>) -> Turn {
    Turn {
        every: Some((1, Unit::Week)),
        on: Some(On::Weekdays(days)),
        part: None,
    }
}

fn refuse_unclear(text: Text<'_>, at: usize) -> Result<(), Refusal> {
    if let Some(end) = TWO_RHYTHMS.iter().find_map(|words| text.phrase(at, words)) {
        return Err(Refusal::repeat(
            RefusalKind::Ambiguous,
            &format!(
                "\"{}\" is read as twice in the time or every second time.",
                text.quote(at, end)
            ),
        ));
    }
    let often = text.is(at, &["twice", "thrice"])
        || (text.is(at + 1, &["times", "x"]) && text.is(at + 2, &["a", "per", "each", "every"]));
    if often
        || TOO_FINE
            .iter()
            .any(|words| text.phrase(at, words).is_some())
    {
        return Err(too_fine());
    }
    Ok(())
}

fn too_fine() -> Refusal {
    Refusal::repeat(
        RefusalKind::Impossible,
        "A repetition is daily or rarer, once on each of its days.",
    )
}

/// What follows "every".
fn every(scene: Scene<'_>, at: usize) -> Found {
    let text = scene.text;
    if let Some((part, end)) = part_of_day(text, at) {
        let every = Some((1, Unit::Day));
        return Ok(Some((
            Turn {
                every,
                on: None,
                part: Some(part),
            },
            end,
        )));
    }
    for (words, days) in [
        ("weekday", &WORKING_WEEK[..]),
        ("workday", &WORKING_WEEK[..]),
        ("working day", &WORKING_WEEK[..]),
        ("work day", &WORKING_WEEK[..]),
        ("business day", &WORKING_WEEK[..]),
        ("weekend", &WEEKEND[..]),
    ] {
        if let Some(end) = text.phrase(at, words) {
            return Ok(Some((weekly(days.to_vec()), end)));
        }
    }
    if let Some(found) = interval(text, at)? {
        return Ok(Some(found));
    }
    if text.is(at, &["other"])
        && let Some((days, end)) = weekdays(text, at + 1)
    {
        let turn = Turn {
            every: Some((2, Unit::Week)),
            on: Some(On::Weekdays(days)),
            part: None,
        };
        return Ok(Some((turn, end)));
    }
    let Some((turn, end)) = on(scene, at)? else {
        return if text.is(at, &["second"]) {
            Err(too_fine())
        } else {
            Ok(None)
        };
    };
    let unit = match &turn.on {
        Some(On::Weekdays(_)) => Unit::Week,
        Some(On::Nth(days)) if turn.every.is_none() && !clearly_of_month(text, end, days) => {
            return Err(Refusal::repeat(
                RefusalKind::Ambiguous,
                &format!(
                    "\"every {}\" is read in two ways. Write \"every other friday\" or \"every \
                     second friday of the month\".",
                    text.quote(at, end)
                ),
            ));
        }
        Some(On::MonthDays(_) | On::Nth(_)) => Unit::Month,
        Some(On::YearDay(..) | On::YearNth(..)) => Unit::Year,
        None => return Ok(None),
    };
    Ok(Some((
        Turn {
            every: turn.every.or(Some((1, unit))),
            ..turn
        },
        end,
    )))
}

/// "every first" and "every last" can only count within a month; "every second"
/// needs "of the month".
fn clearly_of_month(text: Text<'_>, end: usize, days: &[(i8, Weekday)]) -> bool {
    let of_month = text.word(end - 1) == "month";
    of_month || days.iter().all(|(nth, _)| matches!(nth, 1 | -1)) || days.len() > 1
}

fn part_of_day(text: Text<'_>, at: usize) -> Option<(Part, usize)> {
    text.longest(
        at,
        &[
            ("morning", Part::Morning),
            ("afternoon", Part::Afternoon),
            ("evening", Part::Evening),
            ("night", Part::Night),
        ],
    )
}

/// "day", "2 weeks", "other month", "third day", "quarter".
fn interval(text: Text<'_>, at: usize) -> Found {
    let counted = if text.is(at, &["other"]) {
        Some((2, at + 1))
    } else if let Some(number) = text.number(at, 1, 4) {
        Some((number, at + 1))
    } else {
        text.cardinal(at).or_else(|| text.ordinal(at))
    };
    let ordinal = text.ordinal(at).filter(|(number, _)| *number > 1);
    let (number, next) = ordinal.or(counted).unwrap_or((1, at));
    if text.is(next, &["quarter", "quarters"]) {
        return turn(number, 3, Unit::Month, next + 1);
    }
    let Some((unit, end)) = unit(text, next) else {
        return Ok(None);
    };
    match unit {
        Unit::Second | Unit::Minute | Unit::Hour => Err(too_fine()),
        Unit::WorkingDay => Ok(None),
        Unit::Fortnight => turn(number, 2, Unit::Week, end),
        Unit::Day | Unit::Week | Unit::Month | Unit::Year => {
            let end = text
                .phrase(end, "of the week")
                .filter(|_| unit == Unit::Day)
                .unwrap_or(end);
            turn(number, 1, unit, end)
        }
    }
}

fn turn(number: i64, times: i64, unit: Unit, end: usize) -> Found {
    let interval = u16::try_from(number * times).ok();
    match interval.filter(|interval| (1..=MAX_INTERVAL).contains(interval)) {
        Some(interval) => Ok(Some((
            Turn {
                every: Some((interval, unit)),
                ..Turn::default()
            },
            end,
        ))),
        None => Err(Refusal::repeat(
            RefusalKind::Impossible,
            &format!("Between two times lie 1 to {MAX_INTERVAL} days, weeks, months or years."),
        )),
    }
}

/// Days without "every": they need one elsewhere.
fn on(scene: Scene<'_>, at: usize) -> Found {
    let text = scene.text;
    let weekdays = weekdays(text, at).map(|(days, end)| {
        (
            Turn {
                on: Some(On::Weekdays(days)),
                ..Turn::default()
            },
            end,
        )
    });
    let found = [
        weekdays,
        dated(scene, at)?,
        month_edge(text, at),
        ordinals(text, at),
    ];
    Ok(found.into_iter().flatten().max_by_key(|(_, end)| *end))
}

/// "mon, wed and fri", "monday to friday".
fn weekdays(text: Text<'_>, at: usize) -> Option<(Vec<Weekday>, usize)> {
    let one = |at: usize| text.weekday(at).or_else(|| text.weekday_plural(at));
    let (first, mut end) = one(at)?;
    let mut days = vec![first];
    if text.is(end, &["to", "through", "thru"]) || text.symbol(end, "-") {
        let (last, end) = one(end + 1)?;
        let span = last.since(first);
        let day = |step: i8| first.wrapping_add(step);
        return Some(((0..=span).map(day).collect(), end));
    }
    while let Some((day, next)) = one(past_and(text, end)).filter(|_| past_and(text, end) > end) {
        days.push(day);
        end = next;
    }
    Some((days, end))
}

/// Past "and", ",", ", and", "/", and a repeated "every", "on" or "the".
fn past_and(text: Text<'_>, at: usize) -> usize {
    let comma = [",", "/", "&", "+"]
        .iter()
        .any(|sign| text.symbol(at, sign));
    let next = text.skip(if comma { at + 1 } else { at }, &["and"]);
    if next == at {
        at
    } else {
        text.skip(next, &["every", "each", "on", "the"])
    }
}

/// "may 5", "24 dec", "christmas".
fn dated(scene: Scene<'_>, at: usize) -> Found {
    let before = Before {
        link: Link::default(),
        pieces: &[],
    };
    let found = match date::month_name(scene, at, before)? {
        Some(found) => Some(found),
        None => day::holiday(scene, at, before)?,
    };
    let Some((
        Piece::Day(Day::Dated {
            year, month, day, ..
        }),
        end,
    )) = found
    else {
        return Ok(None);
    };
    if year.is_some() {
        return Err(Refusal::repeat(
            RefusalKind::Conflict,
            "A date with a year comes once.",
        ));
    }
    Ok(Some((
        Turn {
            on: Some(On::YearDay(month, day)),
            ..Turn::default()
        },
        end,
    )))
}

/// "end of every month".
fn month_edge(text: Text<'_>, at: usize) -> Option<(Turn, usize)> {
    let start = text.skip(at, &["the"]);
    let (day, next) = text.longest(
        start,
        &[
            ("end of", -1),
            ("start of", 1),
            ("beginning of", 1),
            ("month end", -1),
        ],
    )?;
    let on = Some(On::MonthDays(vec![day]));
    if text.word(next - 1) == "end" {
        return Some((
            Turn {
                on,
                ..Turn::default()
            },
            next,
        ));
    }
    let every = text
        .is(next, &["every", "each"])
        .then_some((1, Unit::Month));
    let month = text.skip(next, &["every", "each", "the"]);
    (text.word(month) == "month").then_some((
        Turn {
            every,
            on,
            part: None,
        },
        month + 1,
    ))
}

/// "the 1st and 15th", "the last friday of every month", "last day".
fn ordinals(text: Text<'_>, at: usize) -> Option<(Turn, usize)> {
    let mut items: Vec<(i8, Option<Weekday>)> = Vec::new();
    let mut is_day = false;
    let mut end = at;
    loop {
        let and = if items.is_empty() {
            at
        } else {
            past_and(text, end)
        };
        if and == end && !items.is_empty() {
            break;
        }
        let start = text.skip(text.skip(and, &["the"]), &["day"]);
        let (number, next) = match text.ordinal(start) {
            Some((number, next)) => (i8::try_from(number).ok()?, next),
            None if text.is(start, &["last", "final"]) => (-1, start + 1),
            None if text.word(start.wrapping_sub(1)) == "day" => {
                (i8::try_from(text.number(start, 1, 2)?).ok()?, start + 1)
            }
            None => break,
        };
        let weekday = text.weekday(next).or_else(|| text.weekday_plural(next));
        is_day |= weekday.is_none() && text.word(next) == "day";
        end = weekday.map_or_else(|| text.skip(next, &["day"]), |(_, next)| next);
        items.push((number, weekday.map(|(weekday, _)| weekday)));
    }
    let on = grouped(&items, is_day)?;
    if text.is(end, &["of", "in"])
        && let Some((month, end)) = text.month(end + 1)
    {
        let on = match on {
            On::Nth(days) if days.len() == 1 => On::YearNth(month, days[0].0, days[0].1),
            On::MonthDays(days) if days.len() == 1 => On::YearDay(month, days[0]),
            _ => return None,
        };
        return Some((
            Turn {
                on: Some(on),
                ..Turn::default()
            },
            end,
        ));
    }
    let of = ["of the month", "in the month", "of month"]
        .iter()
        .find_map(|of| text.phrase(end, of));
    let every = [
        "of every month",
        "of each month",
        "in every month",
        "every month",
        "each month",
    ]
    .iter()
    .find_map(|of| text.phrase(end, of));
    let turn = Turn {
        every: every.map(|_| (1, Unit::Month)),
        on: Some(on),
        part: None,
    };
    Some((turn, every.or(of).unwrap_or(end)))
}

/// Days of the month, or weekdays that the ordinals before them share.
fn grouped(items: &[(i8, Option<Weekday>)], is_day: bool) -> Option<On> {
    let (_, last) = items.last()?;
    let Some(mut weekday) = *last else {
        let days = items.iter().map(|(day, weekday)| match (day, weekday) {
            // "the last" alone leaves open the last what.
            (-1, None) if !is_day => None,
            (1..=31 | -1, None) => Some(*day),
            _ => None,
        });
        return days.collect::<Option<_>>().map(On::MonthDays);
    };
    let mut days = Vec::new();
    for (nth, own) in items.iter().rev() {
        weekday = own.unwrap_or(weekday);
        if !matches!(nth, 1..=5 | -1) {
            return None;
        }
        days.push((*nth, weekday));
    }
    days.reverse();
    Some(On::Nth(days))
}
