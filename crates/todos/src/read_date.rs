use operation::{Method, Operation, Result, Text, View};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{READ, due};

/// Finds the due date inside a sentence, as it would be understood; nothing is stored.
///
/// For a field that shows what it reads while one types: "Call dentist tomorrow at 5pm" gives the
/// title "Call dentist" and the date.
#[derive(Debug, Deserialize, JsonSchema)]
struct ReadDate {
    /// The sentence.
    text: Text<10_000>,
}

/// What was read.
#[derive(Debug, Serialize, JsonSchema)]
struct Read {
    /// The sentence without its date.
    title: String,
    /// The words that were taken for the date; absent when there are none.
    phrase: Option<String>,
    /// Where they begin, in UTF-16 code units as in JavaScript.
    start: Option<usize>,
    /// Where they end.
    end: Option<usize>,
    /// The date as `todos.add` would store it.
    due_date: Option<String>,
    /// Its instant (UTC).
    due_at: Option<String>,
    /// The date to show.
    due_reading: Option<String>,
    /// What to know about that time, such as that the clocks skip it on that day.
    due_note: Option<String>,
    /// How it repeats, as an RRULE.
    repeat: Option<String>,
    /// The same in words.
    repeat_words: Option<String>,
}

pub(crate) fn operation() -> Operation {
    Operation::read("todos.read_date", read)
        .scope(READ)
        .route(Method::Get, "/todos/read-date")
}

fn read(view: &mut View<'_>, input: ReadDate) -> Result<Read> {
    let options = datephrase::Options {
        day_first: view.user().day_first,
    };
    let mut read = Read {
        title: input.text.trimmed().to_owned(),
        phrase: None,
        start: None,
        end: None,
        due_date: None,
        due_at: None,
        due_reading: None,
        due_note: None,
        repeat: None,
        repeat_words: None,
    };
    let Some(found) = datephrase::find(&input.text, &view.now_zoned(), &options) else {
        return Ok(read);
    };
    let units = |end: usize| {
        input
            .text
            .get(..end)
            .map(|before| before.encode_utf16().count())
    };
    read.start = units(found.span.start);
    read.end = units(found.span.end);
    read.phrase = input.text.get(found.span.clone()).map(str::to_owned);
    read.title = found.title;
    read.due_note = found.reading.note();
    if let Some(shown) = due::show(&found.reading.due, view.user(), view.now()) {
        (read.due_date, read.due_at, read.due_reading) =
            (Some(shown.date), Some(shown.at), Some(shown.reading));
    }
    if let Some(recurrence) = found.recurrence {
        read.repeat_words = Some(recurrence.words());
        read.repeat = Some(recurrence.rrule);
    }
    Ok(read)
}
