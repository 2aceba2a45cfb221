//! Rules as RRULE text and as English words.

use std::fmt;

use jiff::civil::{Date, Weekday};

use crate::reading::show_date;
use crate::rrule::{End, MAX_COUNT, MAX_INTERVAL, Pattern, Rule};
use crate::words::{MONTHS, WEEKDAYS};
use crate::{Refusal, RefusalKind};

const CODES: [&str; 7] = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"];
const NTH: [&str; 5] = ["first", "second", "third", "fourth", "fifth"];

impl fmt::Display for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let freq = match self.pattern {
            Pattern::Daily => "DAILY",
            Pattern::Weekly(_) => "WEEKLY",
            Pattern::MonthlyDays(_) | Pattern::MonthlyNth(_) => "MONTHLY",
            Pattern::Yearly(_) | Pattern::YearlyNth { .. } => "YEARLY",
        };
        write!(f, "FREQ={freq}")?;
        if self.interval > 1 {
            write!(f, ";INTERVAL={}", self.interval)?;
        }
        match &self.pattern {
            Pattern::Daily | Pattern::Yearly(None) => {}
            Pattern::Weekly(days) => list(f, "BYDAY", days, |day| code(*day).to_owned())?,
            Pattern::MonthlyDays(days) => list(f, "BYMONTHDAY", days, i8::to_string)?,
            Pattern::MonthlyNth(days) => {
                list(f, "BYDAY", days, |(nth, day)| {
                    format!("{nth}{}", code(*day))
                })?;
            }
            Pattern::Yearly(Some((month, day))) => write!(f, ";BYMONTH={month};BYMONTHDAY={day}")?,
            Pattern::YearlyNth {
                month,
                nth,
                weekday,
            } => {
                write!(f, ";BYMONTH={month};BYDAY={nth}{}", code(*weekday))?;
            }
        }
        match self.end {
            End::Never => Ok(()),
            End::Count(count) => write!(f, ";COUNT={count}"),
            End::Until(date) => write!(f, ";UNTIL={}", date.strftime("%Y%m%d")),
        }
    }
}

fn list<T>(
    f: &mut fmt::Formatter<'_>,
    key: &str,
    items: &[T],
    show: impl Fn(&T) -> String,
) -> fmt::Result {
    if items.is_empty() {
        return Ok(());
    }
    let shown: Vec<String> = items.iter().map(show).collect();
    write!(f, ";{key}={}", shown.join(","))
}

fn code(weekday: Weekday) -> &'static str {
    weekday_entry(weekday, &CODES)
}

fn weekday_entry(weekday: Weekday, names: &[&'static str; 7]) -> &'static str {
    usize::try_from(weekday.to_monday_zero_offset()).map_or("", |at| names[at])
}

/// The parts of an RRULE before they are put together.
#[derive(Default)]
struct Parts {
    freq: Option<String>,
    interval: Option<u16>,
    count: Option<u32>,
    until: Option<Date>,
    days: Vec<(Option<i8>, Weekday)>,
    month_days: Vec<i8>,
    month: Option<i8>,
}

/// Reads an RRULE value of the supported subset.
pub(crate) fn parse(text: &str) -> Result<Rule, Refusal> {
    let upper = text.trim().to_ascii_uppercase();
    let value = upper.strip_prefix("RRULE:").unwrap_or(&upper);
    let mut parts = Parts::default();
    let mut seen: Vec<&str> = Vec::new();
    for part in value.split(';') {
        let (key, value) = part.split_once('=').ok_or_else(|| bad(part))?;
        if seen.contains(&key) {
            return Err(bad(part));
        }
        seen.push(key);
        parts.take(key, value).ok_or_else(|| bad(part))?;
    }
    parts.rule().ok_or_else(|| bad(value))
}

fn bad(part: &str) -> Refusal {
    Refusal::repeat(
        RefusalKind::Unknown,
        &format!(
            "The RRULE part {part:.60?} is wrong or not supported. Supported are FREQ=DAILY, WEEKLY \
             with BYDAY=MO,TU; MONTHLY with BYMONTHDAY=1..31 or -1, or BYDAY=1MO or -1FR; YEARLY \
             with BYMONTH and BYMONTHDAY or BYDAY=1MO; INTERVAL up to {MAX_INTERVAL}; and COUNT up \
             to {MAX_COUNT} or UNTIL=YYYYMMDD."
        ),
    )
}

impl Parts {
    fn take(&mut self, key: &str, value: &str) -> Option<()> {
        match key {
            "FREQ" => self.freq = Some(value.to_owned()),
            "INTERVAL" => self.interval = Some(number(value, 1, MAX_INTERVAL)?),
            "COUNT" => self.count = Some(number(value, 1, MAX_COUNT)?),
            "UNTIL" => self.until = Some(until(value)?),
            "BYDAY" => self.days = value.split(',').map(day).collect::<Option<_>>()?,
            "BYMONTHDAY" => {
                let one = |text: &str| number(text, -1, 31).filter(|day: &i8| *day != 0);
                self.month_days = value.split(',').map(one).collect::<Option<_>>()?;
            }
            "BYMONTH" => self.month = Some(number(value, 1, 12)?),
            "WKST" if value == "MO" => {}
            _ => return None,
        }
        Some(())
    }

    fn rule(self) -> Option<Rule> {
        let interval = self.interval.unwrap_or(1);
        let plain: Option<Vec<Weekday>> = self
            .days
            .iter()
            .map(|(nth, day)| nth.is_none().then_some(*day))
            .collect();
        let nth: Option<Vec<(i8, Weekday)>> = self
            .days
            .iter()
            .map(|(nth, day)| nth.map(|nth| (nth, *day)))
            .collect();
        let pattern = match (self.freq?.as_str(), self.month, self.month_days.as_slice()) {
            ("DAILY", None, []) if self.days.is_empty() => Pattern::Daily,
            ("DAILY", None, []) if interval == 1 => Pattern::Weekly(sorted_days(plain?)),
            ("WEEKLY", None, []) => Pattern::Weekly(sorted_days(plain?)),
            ("MONTHLY", None, days) if self.days.is_empty() => {
                Pattern::MonthlyDays(sorted_month_days(days.to_vec()))
            }
            ("MONTHLY", None, []) => Pattern::MonthlyNth(nth?),
            ("YEARLY", None, []) if self.days.is_empty() => Pattern::Yearly(None),
            ("YEARLY", Some(month), [day]) if self.days.is_empty() && exists(month, *day) => {
                Pattern::Yearly(Some((month, *day)))
            }
            ("YEARLY", Some(month), []) => match nth?.as_slice() {
                [(nth, weekday)] => Pattern::YearlyNth {
                    month,
                    nth: *nth,
                    weekday: *weekday,
                },
                _ => return None,
            },
            _ => return None,
        };
        let end = match (self.count, self.until) {
            (None, None) => End::Never,
            (Some(count), None) => End::Count(count),
            (None, Some(date)) => End::Until(date),
            (Some(_), Some(_)) => return None,
        };
        Some(Rule {
            pattern,
            interval,
            end,
        })
    }
}

/// Whether some year has that day.
fn exists(month: i8, day: i8) -> bool {
    const LEAP_YEAR: i16 = 2000;
    day == -1 || Date::new(LEAP_YEAR, month, day).is_ok()
}

pub(crate) fn sorted_days(mut days: Vec<Weekday>) -> Vec<Weekday> {
    days.sort_unstable_by_key(|day| day.to_monday_zero_offset());
    days.dedup();
    days
}

/// In order of the calendar: the last day (-1) comes last.
pub(crate) fn sorted_month_days(mut days: Vec<i8>) -> Vec<i8> {
    days.sort_unstable_by_key(|day| if *day == -1 { i8::MAX } else { *day });
    days.dedup();
    days
}

fn number<T: std::str::FromStr + PartialOrd>(text: &str, least: T, most: T) -> Option<T> {
    text.parse()
        .ok()
        .filter(|number| *number >= least && *number <= most)
}

fn until(text: &str) -> Option<Date> {
    let (date, time) = text.split_once('T').unwrap_or((text, "000000"));
    let digits = date.len() == 8 && time.len() == 6 && time.bytes().all(|b| b.is_ascii_digit());
    if digits {
        Date::strptime("%Y%m%d", date).ok()
    } else {
        None
    }
}

fn day(text: &str) -> Option<(Option<i8>, Weekday)> {
    let (nth, name) = text.split_at_checked(text.len().checked_sub(2)?)?;
    let at = CODES.iter().position(|code| *code == name)?;
    let weekday = Weekday::from_monday_zero_offset(i8::try_from(at).ok()?).ok()?;
    if nth.is_empty() {
        return Some((None, weekday));
    }
    let nth = number(nth, -1, 5).filter(|nth: &i8| *nth != 0)?;
    Some((Some(nth), weekday))
}

/// The rule in English, with the time of day when there is one.
pub(crate) fn words(rule: &Rule, time: Option<&str>) -> String {
    let (unit, on) = match &rule.pattern {
        Pattern::Daily => ("day", String::new()),
        Pattern::Weekly(days) if rule.interval == 1 && is_working_week(days) => {
            ("weekday", String::new())
        }
        Pattern::Weekly(days) => (
            "week",
            join(days.iter().map(|day| weekday_name(*day).to_owned())),
        ),
        Pattern::MonthlyDays(days) => ("month", join(days.iter().map(|day| month_day(*day)))),
        Pattern::MonthlyNth(days) => ("month", join(days.iter().map(|day| nth_weekday(*day)))),
        Pattern::Yearly(None) => ("year", String::new()),
        Pattern::Yearly(Some((month, -1))) => {
            ("year", format!("the last day of {}", month_name(*month)))
        }
        Pattern::Yearly(Some((month, day))) => ("year", format!("{day} {}", month_name(*month))),
        Pattern::YearlyNth {
            month,
            nth,
            weekday,
        } => (
            "year",
            format!(
                "{} of {}",
                nth_weekday((*nth, *weekday)),
                month_name(*month)
            ),
        ),
    };
    let mut words = match rule.interval {
        1 => format!("every {unit}"),
        interval => format!("every {interval} {unit}s"),
    };
    if !on.is_empty() {
        words = format!("{words} on {on}");
    }
    if let Some(time) = time {
        words = format!("{words} at {time}");
    }
    match rule.end {
        End::Never => words,
        End::Count(1) => format!("{words} for 1 time"),
        End::Count(count) => format!("{words} for {count} times"),
        End::Until(date) => format!("{words} until {}", show_date(date)),
    }
}

fn is_working_week(days: &[Weekday]) -> bool {
    use Weekday::{Friday, Monday, Thursday, Tuesday, Wednesday};
    days == [Monday, Tuesday, Wednesday, Thursday, Friday]
}

fn weekday_name(weekday: Weekday) -> &'static str {
    WEEKDAYS
        .iter()
        .find(|entry| entry.weekday == weekday)
        .map_or("", |entry| entry.name)
}

fn month_name(month: i8) -> &'static str {
    let at = usize::try_from(month).unwrap_or(0);
    MONTHS
        .get(at.wrapping_sub(1))
        .map_or("", |entry| entry.name)
}

fn month_day(day: i8) -> String {
    let suffix = match day {
        -1 => return "the last day".to_owned(),
        1 | 21 | 31 => "st",
        2 | 22 => "nd",
        3 | 23 => "rd",
        _ => "th",
    };
    format!("the {day}{suffix}")
}

fn nth_weekday((nth, weekday): (i8, Weekday)) -> String {
    let at = usize::try_from(nth).ok().and_then(|nth| nth.checked_sub(1));
    let nth = at.and_then(|at| NTH.get(at)).unwrap_or(&"last");
    format!("the {nth} {}", weekday_name(weekday))
}

/// "a", "a and b", "a, b and c".
fn join(items: impl Iterator<Item = String>) -> String {
    let mut items: Vec<String> = items.collect();
    match items.pop() {
        Some(last) if items.is_empty() => last,
        Some(last) => format!("{} and {last}", items.join(", ")),
        None => String::new(),
    }
}
