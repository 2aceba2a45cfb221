//! Which date the pieces name, seen from today.

use jiff::ToSpan;
use jiff::civil::{Date, Weekday};

use crate::Refusal;
use crate::piece::{Day, MonthOf, Period, Which};
use crate::reading::show_date;
use crate::slots::Slots;

type Found = Result<Date, Refusal>;

/// The date named by `slots`, if any.
pub(crate) fn date(slots: &Slots, today: Date) -> Result<Option<Date>, Refusal> {
    let weekday = slots.weekday;
    let found = match (slots.day, slots.day_of_month, slots.period) {
        (Some(Day::Weekend(weeks)), None, None) => weekend(weeks, weekday, today)?,
        (Some(day), None, period) => agrees(named(day, period, today)?, weekday)?,
        (None, Some(day), period) => agrees(day_of_month(day, period, today)?, weekday)?,
        (None, None, Some(period)) => within(period, weekday, today)?,
        (None, None, None) => match weekday {
            Some((weekday, which)) => {
                not_a_date(slots.bare_hour, weekday, today)?;
                next_weekday(weekday, which, today)?
            }
            None => return Ok(None),
        },
        (Some(_), Some(_), _) => return Err(conflict()),
    };
    Ok(Some(found))
}

fn conflict() -> Refusal {
    Refusal::conflict("The phrase names more than one day. Give one date and time.")
}

/// Monday of the week that is `weeks` after today's.
fn monday(weeks: i32, today: Date) -> Found {
    let back = today.weekday().to_monday_zero_offset();
    plus(plus(today, (-i32::from(back)).days())?, weeks.weeks())
}

pub(crate) fn plus(date: Date, span: jiff::Span) -> Found {
    date.checked_add(span).map_err(|_| Refusal::too_far())
}

fn next_weekday(weekday: Weekday, which: Which, today: Date) -> Found {
    match which {
        Which::This if today.weekday() == weekday => Ok(today),
        Which::WeekAfter => plus(after(weekday, today)?, 7.days()),
        Which::This | Which::Next | Which::Bare => after(weekday, today),
    }
}

/// The next such day, 1 to 7 days ahead.
fn after(weekday: Weekday, today: Date) -> Found {
    today
        .nth_weekday(1, weekday)
        .map_err(|_| Refusal::too_far())
}

/// "mon 9" is nine o'clock, unless the next 9th is a Monday.
fn not_a_date(number: Option<i8>, weekday: Weekday, today: Date) -> Result<(), Refusal> {
    let Some(number) = number else { return Ok(()) };
    match day_of_month(number, None, today) {
        Ok(date) if date.weekday() == weekday => Err(Refusal::ambiguous(format!(
            "\"{number}\" could be an hour or the day: {} falls on it. Write \"at {number}\" or \
             \"the {number}th\".",
            show_date(date)
        ))),
        _ => Ok(()),
    }
}

/// "friday next week"; a stretch alone is its first day.
fn within(period: Period, weekday: Option<(Weekday, Which)>, today: Date) -> Found {
    match (period, weekday) {
        (Period::Week(weeks), Some((weekday, Which::Bare))) => plus(
            monday(weeks, today)?,
            weekday.to_monday_zero_offset().days(),
        ),
        (_, Some(_)) => Err(conflict()),
        (Period::Week(0) | Period::Month(0) | Period::Year(0), None) => Err(Refusal::ambiguous(
            "Say which day: for example \"friday\", \"end of week\", \"end of month\".",
        )),
        (Period::Week(weeks), None) => monday(weeks, today),
        (Period::Month(months), None) => month_from_now(months, today),
        (Period::Year(years), None) => of_year(today, years, 1, 1),
    }
}

fn month_from_now(months: i32, today: Date) -> Found {
    plus(today.first_of_month(), months.months())
}

fn of_year(today: Date, years: i32, month: i8, day: i8) -> Found {
    let year = i32::from(today.year()) + years;
    let year = i16::try_from(year).map_err(|_| Refusal::too_far())?;
    Date::new(year, month, day)
        .map_err(|_| Refusal::impossible(format!("{year} has no 29 February.")))
}

fn weekend(weeks: i32, weekday: Option<(Weekday, Which)>, today: Date) -> Found {
    let monday = monday(weeks, today)?;
    let saturday = plus(monday, 5.days())?;
    match weekday {
        Some((Weekday::Saturday, Which::Bare)) => Ok(saturday),
        Some((Weekday::Sunday, Which::Bare)) => plus(monday, 6.days()),
        Some(_) => Err(conflict()),
        None => Ok(saturday.max(today)),
    }
}

/// A weekday said beside a date has to be that date's.
fn agrees(date: Date, weekday: Option<(Weekday, Which)>) -> Found {
    match weekday {
        Some((weekday, _)) if weekday != date.weekday() => Err(Refusal::conflict(format!(
            "The date does not fall on that weekday: it is {}. Write one of the two, or the date \
             as YYYY-MM-DD.",
            show_date(date)
        ))),
        _ => Ok(date),
    }
}

fn named(day: Day, period: Option<Period>, today: Date) -> Found {
    let years = match (period, day) {
        (None, _) => None,
        (
            Some(Period::Year(years)),
            Day::Dated { year: None, .. }
            | Day::Nth {
                month: MonthOf::Named(_, None),
                ..
            }
            | Day::MonthStart(MonthOf::Named(_, None))
            | Day::MonthEnd(MonthOf::Named(_, None)),
        ) => Some(years),
        (Some(_), _) => return Err(conflict()),
    };
    match day {
        Day::FromToday(days) => plus(today, days.days()),
        Day::Dated {
            year: Some(year),
            month,
            day,
            ..
        } => Date::new(year, month, day).map_err(|_| Refusal::too_far()),
        Day::Dated {
            year: None,
            month,
            day,
            ..
        } => match years {
            Some(years) => of_year(today, years, month, day),
            None => coming(|years| of_year(today, years, month, day).ok(), today),
        },
        Day::Nth {
            nth,
            weekday,
            month,
        } => month_day(month, years, today, |first| {
            first.nth_weekday_of_month(nth, weekday).map_err(|_| {
                Refusal::impossible(format!("{} has no such weekday.", first.strftime("%B %Y")))
            })
        }),
        Day::MonthStart(month) => month_day(month, years, today, Ok),
        Day::MonthEnd(month) => month_day(month, years, today, |first| Ok(first.last_of_month())),
        Day::WeekStart(weeks) => monday(weeks, today),
        Day::WeekEnd(0) if today.weekday().to_monday_zero_offset() > 4 => {
            plus(monday(0, today)?, 6.days())
        }
        Day::WeekEnd(weeks) => plus(monday(weeks, today)?, 4.days()),
        Day::Weekend(weeks) => weekend(weeks, None, today),
        Day::OfYear { years, month, day } => of_year(today, years, month, day),
        Day::NextAtWork => working_days(today, 1),
    }
}

/// The first date from today on that `of` gives for a number of years ahead;
/// eight are enough for a 29 February.
fn coming(of: impl Fn(i32) -> Option<Date>, today: Date) -> Found {
    (0..=8)
        .filter_map(of)
        .find(|date| *date >= today)
        .ok_or_else(Refusal::too_far)
}

/// A day that `pick` finds in a month; a month without a year is the one whose
/// day comes next.
fn month_day(
    month: MonthOf,
    years: Option<i32>,
    today: Date,
    pick: impl Fn(Date) -> Found,
) -> Found {
    match (month, years) {
        (MonthOf::FromNow(months), _) => pick(month_from_now(months, today)?),
        (MonthOf::Named(month, Some(year)), _) => {
            pick(Date::new(year, month, 1).map_err(|_| Refusal::too_far())?)
        }
        (MonthOf::Named(month, None), Some(years)) => pick(of_year(today, years, month, 1)?),
        (MonthOf::Named(month, None), None) => {
            let this_year = pick(of_year(today, 0, month, 1)?)?;
            if this_year >= today {
                Ok(this_year)
            } else {
                pick(of_year(today, 1, month, 1)?)
            }
        }
    }
}

/// The next such day of a month; months that do not have it are passed over.
fn day_of_month(day: i8, period: Option<Period>, today: Date) -> Found {
    let of = |months: i32| -> Option<Date> {
        let first = month_from_now(months, today).ok()?;
        Date::new(first.year(), first.month(), day).ok()
    };
    match period {
        None => (0..=3)
            .filter_map(of)
            .find(|date| *date >= today)
            .ok_or_else(Refusal::too_far),
        Some(Period::Month(months)) => {
            of(months).ok_or_else(|| Refusal::impossible(format!("That month has no day {day}.")))
        }
        Some(Period::Week(_) | Period::Year(_)) => Err(conflict()),
    }
}

/// So many working days, Monday to Friday, after `date`, or before it.
pub(crate) fn working_days(date: Date, count: i64) -> Found {
    /// More than ten years of them are a mistake.
    const MOST: i64 = 2_700;
    if count.abs() > MOST {
        return Err(Refusal::too_far());
    }
    let step = count.signum();
    let mut date = date;
    let mut left = count.abs();
    while left > 0 {
        date = plus(date, step.days())?;
        if date.weekday().to_monday_zero_offset() < 5 {
            left -= 1;
        }
    }
    Ok(date)
}
