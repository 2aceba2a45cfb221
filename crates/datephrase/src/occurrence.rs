//! The occurrences of a rule, in civil time.

use jiff::ToSpan;
use jiff::civil::{Date, DateTime, Weekday};

use crate::rrule::{End, Pattern, Rule};

/// The first occurrence strictly after `after`, counted from `anchor`.
pub(crate) fn next_after(rule: &Rule, anchor: DateTime, after: DateTime) -> Option<DateTime> {
    let mut seen = 0;
    let mut period = match rule.end {
        // A count can only be kept from the very beginning.
        End::Count(_) => 0,
        End::Never | End::Until(_) => periods_before(rule, anchor.date(), after.date()),
    };
    loop {
        for date in dates_in(rule, anchor.date(), period)? {
            let at = date.to_datetime(anchor.time());
            if at < anchor {
                continue;
            }
            seen += 1;
            let ended = match rule.end {
                End::Never => false,
                End::Count(count) => seen > count,
                End::Until(last) => date > last,
            };
            if ended {
                return None;
            }
            if at > after {
                return Some(at);
            }
        }
        period = period.checked_add(1)?;
    }
}

/// How many periods surely end before `after`, so that they need no look.
fn periods_before(rule: &Rule, anchor: Date, after: Date) -> i32 {
    let days = after.duration_since(anchor).as_hours() / 24;
    let length = match rule.pattern {
        Pattern::Daily => 1,
        Pattern::Weekly(_) => 7,
        Pattern::MonthlyDays(_) | Pattern::MonthlyNth(_) => 31,
        Pattern::Yearly(_) | Pattern::YearlyNth { .. } => 366,
    };
    i32::try_from(days / (length * i64::from(rule.interval)) - 1)
        .unwrap_or(0)
        .max(0)
}

/// The rule's dates in the nth period after the anchor's, in order. `None` past
/// the end of the calendar, where every rule ends.
fn dates_in(rule: &Rule, anchor: Date, period: i32) -> Option<Vec<Date>> {
    let steps = period.checked_mul(i32::from(rule.interval))?;
    let mut dates = match &rule.pattern {
        Pattern::Daily => vec![anchor.checked_add(steps.days()).ok()?],
        Pattern::Weekly(weekdays) => {
            let back = anchor.weekday().to_monday_zero_offset();
            let monday = anchor
                .checked_sub(back.days())
                .ok()?
                .checked_add(steps.weeks())
                .ok()?;
            let own = [anchor.weekday()];
            let weekdays = if weekdays.is_empty() {
                &own[..]
            } else {
                weekdays
            };
            weekdays
                .iter()
                .filter_map(|weekday| on_weekday(monday, *weekday))
                .collect()
        }
        Pattern::MonthlyDays(days) => {
            let first = anchor.first_of_month().checked_add(steps.months()).ok()?;
            let own = [anchor.day()];
            let days = if days.is_empty() { &own[..] } else { days };
            days.iter().filter_map(|day| clamped(first, *day)).collect()
        }
        Pattern::MonthlyNth(days) => {
            let first = anchor.first_of_month().checked_add(steps.months()).ok()?;
            days.iter()
                .filter_map(|(nth, weekday)| first.nth_weekday_of_month(*nth, *weekday).ok())
                .collect()
        }
        Pattern::Yearly(on) => {
            let (month, day) = on.unwrap_or((anchor.month(), anchor.day()));
            vec![clamped(month_of_year(anchor, steps, month)?, day)?]
        }
        Pattern::YearlyNth {
            month,
            nth,
            weekday,
        } => month_of_year(anchor, steps, *month)?
            .nth_weekday_of_month(*nth, *weekday)
            .into_iter()
            .collect(),
    };
    dates.sort_unstable();
    dates.dedup();
    Some(dates)
}

fn on_weekday(monday: Date, weekday: Weekday) -> Option<Date> {
    monday
        .checked_add(weekday.to_monday_zero_offset().days())
        .ok()
}

/// The day of the month that `first` begins; -1, and a day it does not have, is
/// its last.
fn clamped(first: Date, day: i8) -> Option<Date> {
    let last = first.days_in_month();
    let day = if day == -1 { last } else { day.min(last) };
    Date::new(first.year(), first.month(), day).ok()
}

fn month_of_year(anchor: Date, years: i32, month: i8) -> Option<Date> {
    let year = i32::from(anchor.year()).checked_add(years)?;
    Date::new(i16::try_from(year).ok()?, month, 1).ok()
}
