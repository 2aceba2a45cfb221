use datephrase::Due;
use jiff::ToSpan;
use jiff::civil::{Time, Weekday, time};
use operation::{Context, Error, Method, Operation, Result, Text, Tx};
use schemars::JsonSchema;
use serde::Deserialize;

use crate::when::{self, Said};
use crate::{Changed, WRITE, due, store, text};

/// Postpones a reminder: it rings at that time instead, also when it has rung already.
///
/// Of one that repeats only this occurrence is moved.
#[derive(Debug, Deserialize, JsonSchema)]
struct Snooze {
    /// Its id, or the first 4 or more characters of it.
    id: Text<100>,
    /// Until when: "later today", "tomorrow", "next week", or a date as in `todos.add` ("in 1 hour",
    /// "fri 15:00", ISO 8601).
    until: Text<1_000>,
}

pub(crate) fn operation() -> Operation {
    Operation::write("todos.snooze", snooze)
        .scope(WRITE)
        .route(Method::Post, "/todos/{id}/snooze")
        .everyday()
        .markdown(text::changed_markdown)
}

fn snooze(tx: &mut Tx<'_>, input: Snooze) -> Result<Changed> {
    let until = match preset(tx, &input.until) {
        Some(due) => due,
        None => spoken(tx, &input.until)?,
    };
    let before = store::named(tx, &input.id)?;
    store::refuse_closed(&before, "snoozed")?;
    let mut row = before.clone();
    due::set(&mut row, &until, tx.user())?;
    if row.due_at.is_none_or(|at| at <= tx.now().as_millisecond()) {
        let message = format!("\"{}\" is not in the future.", input.until.trimmed());
        return Err(Error::bad_input(message).field("until"));
    }
    let row = store::save(tx, &before, row, "snoozed")?;
    let mut changed = Changed::new(&row, tx, "")?;
    let reading = changed.todo.due_reading.as_deref().unwrap_or_default();
    changed.message = format!("Snoozed: \"{}\" until {reading}", row.title);
    Ok(changed)
}

/// The words of a snooze menu, which are meant as times and not as days.
fn preset(cx: &Context, words: &str) -> Option<Due> {
    const EVENING: Time = time(18, 0, 0, 0);
    const TOO_LATE: Time = time(17, 0, 0, 0);
    let now = cx.now_zoned();
    let words = words
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
        .to_ascii_lowercase();
    let at = match words.as_str() {
        "later today" if now.time() < TOO_LATE => now.date().to_datetime(EVENING),
        "later today" => {
            return now
                .timestamp()
                .checked_add(3.hours())
                .ok()
                .map(Due::Instant);
        }
        "tomorrow" => now
            .date()
            .tomorrow()
            .ok()?
            .to_datetime(cx.user().day_reminder),
        "next week" => now
            .date()
            .nth_weekday(1, Weekday::Monday)
            .ok()?
            .to_datetime(cx.user().day_reminder),
        _ => return None,
    };
    Some(Due::Wall {
        at,
        zone: now.time_zone().clone(),
    })
}

fn spoken(cx: &Context, words: &str) -> Result<Due> {
    let said = when::read(cx, words).map_err(|error| error.field("until"))?;
    match said {
        Said::Once(reading) => Ok(reading.due),
        Said::Again(_) => {
            let message =
                "A snooze is until one moment. To have it repeat, update it with `repeat`.";
            Err(Error::bad_input(message).field("until"))
        }
    }
}
