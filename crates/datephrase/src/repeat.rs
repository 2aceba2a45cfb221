//! What repeats: every 2 weeks, weekdays, the last Friday of every month.

use jiff::civil::Weekday;

use crate::amount::{Unit, unit};
use crate::part::Part;
use crate::piece::Scene;
use crate::refusal::{Refusal, RefusalKind};
use crate::repeat_days::{on, weekdays};
use crate::rrule::MAX_INTERVAL;
use crate::words::Text;

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

impl Turn {
    pub(crate) fn every(interval: u16, unit: Unit) -> Self {
        Self {
            every: Some((interval, unit)),
            ..Self::default()
        }
    }

    pub(crate) fn on(on: On) -> Self {
        Self {
            on: Some(on),
            ..Self::default()
        }
    }
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
        return Ok(Some((Turn::every(every.0, every.1), end)));
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
        None => Turn::every(1, Unit::Day),
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
    let ordinal = text.ordinal(at).filter(|(number, _)| *number > 1);
    let counted = if text.is(at, &["other"]) {
        Some((2, at + 1))
    } else if let Some(number) = text.number(at, 1, 4) {
        Some((number, at + 1))
    } else {
        text.cardinal(at)
    };
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
        Some(interval) => Ok(Some((Turn::every(interval, unit), end))),
        None => Err(Refusal::repeat(
            RefusalKind::Impossible,
            &format!("Between two times lie 1 to {MAX_INTERVAL} days, weeks, months or years."),
        )),
    }
}
