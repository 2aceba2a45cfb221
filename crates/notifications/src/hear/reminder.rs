//! `reminder.due`: a todo's time has come.

use operation::{Event, Result, Tx};
use serde::Deserialize;
use serde_json::json;

use crate::notification::{Raise, raise};

/// A reminder that is later than this says so.
const LATE_SECONDS: i64 = 60;
/// Only one that is later than this must have been missed: a due time may also be set when it is just
/// over.
const MISSED_SECONDS: i64 = 15 * 60;

/// The event's data.
#[derive(Deserialize)]
struct Due {
    todo_id: String,
    #[serde(default)]
    title: String,
    #[serde(default)]
    body: String,
    /// Where it is shown.
    url: Option<String>,
    due_date: Option<String>,
    #[serde(default)]
    late_seconds: i64,
    /// One firing has one key: the same todo fires anew when its time is moved.
    dedupe_key: String,
}

pub(super) fn heard(tx: &mut Tx<'_>, event: &Event) -> Result<()> {
    let due = Due::deserialize(&*event.data)?;
    let title = match due.title.trim() {
        "" => "Reminder".to_owned(),
        title => title.to_owned(),
    };
    let body = match lateness(due.late_seconds) {
        None => due.body,
        Some(late) if due.body.is_empty() => late,
        Some(late) => format!("{late}\n{}", due.body),
    };
    raise(
        tx,
        Raise {
            kind: event.topic.to_owned(),
            source: "todos".to_owned(),
            title,
            body,
            url: due.url,
            dedupe_key: due.dedupe_key,
            data: Some(json!({
                "todo_id": due.todo_id,
                "due_date": due.due_date,
                "late_seconds": due.late_seconds,
            })),
            personal: false,
        },
    )
}

/// How late it is in words, in the largest unit that fits.
fn lateness(seconds: i64) -> Option<String> {
    let (count, unit) = match seconds {
        ..LATE_SECONDS => return None,
        LATE_SECONDS..3_600 => (seconds / 60, "minute"),
        3_600..86_400 => (seconds / 3_600, "hour"),
        86_400.. => (seconds / 86_400, "day"),
    };
    let plural = if count == 1 { "" } else { "s" };
    let why = if seconds > MISSED_SECONDS {
        ": Odysseus was not running"
    } else {
        ""
    };
    Some(format!("{count} {unit}{plural} late{why}."))
}
