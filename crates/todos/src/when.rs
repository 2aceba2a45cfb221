//! Reads `due_date` and `repeat` as callers give them.

use datephrase::rrule::Rule;
use datephrase::{Due, Options, Reading, Recurrence, Refusal};
use jiff::civil::{DateTime, Time};
use jiff::tz::TimeZone;
use operation::{Context, Error, Result, User};

use crate::row::Row;
use crate::{due, reminder, repeat};

fn refused(refusal: &Refusal, field: &str) -> Error {
    Error::bad_input(refusal.to_string()).field(field)
}

fn options(cx: &Context) -> Options {
    Options {
        day_first: cx.user().day_first,
    }
}

/// What a `due_date` says.
pub(crate) enum Said {
    Once(Reading),
    Again(Recurrence),
}

/// Reads a date phrase, which may be one that repeats.
pub(crate) fn read(cx: &Context, phrase: &str) -> Result<Said> {
    let (now, options) = (cx.now_zoned(), options(cx));
    match datephrase::parse(phrase, &now, &options) {
        Ok(reading) => Ok(Said::Once(reading)),
        Err(once) => match datephrase::parse_recurrence(phrase, &now, &options) {
            Ok(recurrence) => Ok(Said::Again(recurrence)),
            Err(again) if is_repeat(phrase, &once) => Err(refused(&again, "due_date")),
            Err(_) => Err(refused(&once, "due_date")),
        },
    }
}

/// Whether a phrase that was not understood was meant to repeat.
fn is_repeat(phrase: &str, refusal: &Refusal) -> bool {
    refusal.kind() == datephrase::RefusalKind::Repeats
        || phrase
            .trim_start()
            .to_ascii_lowercase()
            .starts_with("every ")
}

/// Changes when a todo is due and how it repeats. `None` leaves either as it is, blank text takes it
/// away. Gives what the person should know about that time, if anything.
pub(crate) fn change(
    cx: &Context,
    row: &mut Row,
    due_date: Option<&str>,
    repeat: Option<&str>,
) -> Result<Option<String>> {
    let zone = cx.user().zone.clone();
    let mut note = None;
    match due_date.map(str::trim) {
        None => {}
        Some("") => {
            due::clear(row);
            repeat::clear(row);
        }
        Some(phrase) => match read(cx, phrase)? {
            Said::Once(reading) => {
                note = reading.note();
                due::set(row, &reading.due, cx.user())?;
                if row.repeat_rule.is_some() {
                    repeat::count_from(row, &reading.due, &zone);
                }
            }
            Said::Again(recurrence) => {
                note = recurrence.first.note();
                due::set(row, &recurrence.first.due, cx.user())?;
                repeat::set(row, &recurrence.rule, &recurrence.first.due, &zone);
            }
        },
    }
    match repeat.map(str::trim) {
        None => {}
        Some(text) if text.is_empty() || text.eq_ignore_ascii_case("none") => repeat::clear(row),
        Some(text) => change_repeat(cx, row, text, &zone)?,
    }
    if due_date.is_some() && note.is_none() {
        note = over(cx, row);
    }
    Ok(note)
}

/// Says that there is no reminder of what is over when it is stored.
fn over(cx: &Context, row: &Row) -> Option<String> {
    if reminder::rings(row.due_at?, cx.now()) {
        return None;
    }
    let today = cx.now_zoned().date().to_string();
    let note = if row.due_wall.as_ref() == Some(&today) {
        "The reminder of a whole day comes at 09:00, which is over: give a time to be reminded today."
    } else {
        "That time is over: it is kept as overdue, without a reminder."
    };
    Some(note.to_owned())
}

fn change_repeat(cx: &Context, row: &mut Row, text: &str, zone: &TimeZone) -> Result<()> {
    let present = due::get(row, zone);
    let asked = read_repeat(cx, text, present.as_ref().map(|due| wall(due, cx.user())))?;
    let first = match (present, asked.time, asked.first) {
        (Some(Due::Date(date)), Some(time), _) => Due::Wall {
            at: date.to_datetime(time),
            zone: zone.clone(),
        },
        (Some(due), Some(time), _) if wall(&due, cx.user()).time() != time => {
            let message = format!(
                "The repetition is at {}, and the due date at {}. Say one time only.",
                time.strftime("%H:%M"),
                wall(&due, cx.user()).strftime("%H:%M")
            );
            return Err(Error::bad_input(message).field("repeat"));
        }
        (Some(due), _, _) => due,
        (None, _, Some(reading)) => reading.due,
        (None, _, None) => {
            let message = "A repetition starts from a due date: send due_date too, or words such as \"every weekday at 9\".";
            return Err(Error::bad_input(message).field("repeat"));
        }
    };
    due::set(row, &first, cx.user())?;
    repeat::set(row, &asked.rule, &first, zone);
    Ok(())
}

fn wall(due: &Due, owner: &User) -> DateTime {
    match due {
        Due::Date(date) => date.to_datetime(owner.day_reminder),
        Due::Wall { at, .. } => *at,
        Due::Instant(at) => at.to_zoned(owner.zone.clone()).datetime(),
    }
}

struct Asked {
    rule: Rule,
    time: Option<Time>,
    first: Option<Reading>,
}

/// A repetition may be an RRULE, the short words of earlier versions (`monthly:last:5`), or English.
fn read_repeat(cx: &Context, text: &str, due: Option<DateTime>) -> Result<Asked> {
    let plain = |rule| Asked {
        rule,
        time: None,
        first: None,
    };
    if text.to_ascii_uppercase().contains("FREQ=") {
        return Rule::parse(text)
            .map(plain)
            .map_err(|refusal| refused(&refusal, "repeat"));
    }
    let short = Rule::from_repeat(text, due.unwrap_or_default());
    if let (Some(_), Ok(Some(rule))) = (due, &short) {
        return Ok(plain(rule.clone()));
    }
    match (
        datephrase::parse_recurrence(text, &cx.now_zoned(), &options(cx)),
        short,
    ) {
        (
            Ok(Recurrence {
                rule, time, first, ..
            }),
            _,
        ) => Ok(Asked {
            rule,
            time,
            first: Some(first),
        }),
        (Err(_), Ok(Some(rule))) => Ok(plain(rule)),
        // `monthly:day:40` is one of the short words with a wrong number in it.
        (Err(_), Err(short)) if short.kind() == datephrase::RefusalKind::Impossible => {
            Err(refused(&short, "repeat"))
        }
        (Err(words), _) => Err(refused(&words, "repeat")),
    }
}
