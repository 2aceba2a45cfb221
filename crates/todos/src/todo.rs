//! A todo as callers see it.

use operation::{Context, Instant, Result};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::row::Row;
use crate::{Item, due, repeat};

/// A todo, note or checklist; with a due date it is a reminder.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct Todo {
    /// Its id. The first 8 characters are enough to name it.
    pub id: String,
    /// What to do; may be empty.
    pub title: String,
    /// Further text.
    pub content: Option<String>,
    /// Its checklist, in order.
    pub items: Vec<Item>,
    /// `note`, `checklist`, or a word of the caller's own.
    pub note_type: String,
    /// A colour's name, a hexadecimal colour or `bg:` and an address.
    pub color: Option<String>,
    /// Its label.
    pub label: Option<String>,
    /// Whether it stands before all others.
    pub pinned: bool,
    /// Whether it is put away.
    pub archived: bool,
    /// Whether it is done.
    pub completed: bool,
    /// When that was (UTC).
    pub completed_at: Option<String>,
    /// When it is due: ISO 8601 with the owner's offset, or the day alone (`2026-11-23`).
    pub due_date: Option<String>,
    /// The instant of its reminder (UTC); a day's comes at 09:00.
    pub due_at: Option<String>,
    /// The due date to show: `Mon 23 Nov 2026 17:00`.
    pub due_reading: Option<String>,
    /// The zone that the due date was said in; absent for days and instants.
    pub due_zone: Option<String>,
    /// Whether it is not done and its time, or its whole day, is over.
    pub overdue: bool,
    /// How it repeats, as an RRULE.
    pub repeat: Option<String>,
    /// The same in words: `every weekday at 09:00`.
    pub repeat_words: Option<String>,
    /// Who made it: `user`, or `agent`.
    pub source: String,
    /// The conversation that it came from.
    pub session_id: Option<String>,
    /// A picture's address.
    pub image_url: Option<String>,
    /// When it was made (UTC).
    pub created_at: String,
    /// When it was last changed (UTC).
    pub updated_at: String,
}

impl Todo {
    pub(crate) fn of(row: &Row, cx: &Context) -> Result<Self> {
        let zone = &cx.user().zone;
        let shown = due::get(row, zone).and_then(|due| due::show(&due, cx.user(), cx.now()));
        let (due_date, due_at, due_reading, over) = match shown {
            Some(shown) => (
                Some(shown.date),
                Some(shown.at),
                Some(shown.reading),
                shown.overdue,
            ),
            None => (None, None, None, false),
        };
        Ok(Self {
            id: row.id.clone(),
            title: row.title.clone(),
            content: row.content.clone(),
            items: row.items()?,
            note_type: row.note_type.clone(),
            color: row.color.clone(),
            label: row.label.clone(),
            pinned: row.pinned,
            archived: row.archived,
            completed: row.completed_at.is_some(),
            completed_at: row.completed_at.map(instant),
            due_date,
            due_at,
            due_reading,
            due_zone: row.due_zone.clone(),
            overdue: over && row.completed_at.is_none(),
            repeat: row.repeat_rule.clone(),
            repeat_words: repeat::words(row),
            source: row.source.clone(),
            session_id: row.session_id.clone(),
            image_url: row.image_url.clone(),
            created_at: instant(row.created_at),
            updated_at: instant(row.updated_at),
        })
    }

    pub(crate) fn all(rows: &[Row], cx: &Context) -> Result<Vec<Self>> {
        rows.iter().map(|row| Self::of(row, cx)).collect()
    }

    /// The first 8 characters of its id.
    pub(crate) fn short_id(&self) -> &str {
        self.id.get(..8).unwrap_or(&self.id)
    }
}

/// Milliseconds as RFC 3339 in UTC.
pub(crate) fn instant(ms: i64) -> String {
    Instant(ms).to_string()
}

/// A todo after a change.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct Changed {
    /// The todo as it is now.
    #[serde(flatten)]
    pub todo: Todo,
    /// What was done, in a sentence.
    pub message: String,
    /// What to know about its time, such as that the clocks skip it on that day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due_note: Option<String>,
    /// Whether it was there already and nothing was added.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub duplicate: bool,
}

impl Changed {
    pub(crate) fn new(row: &Row, cx: &Context, message: impl Into<String>) -> Result<Self> {
        Ok(Self {
            todo: Todo::of(row, cx)?,
            message: message.into(),
            due_note: None,
            duplicate: false,
        })
    }
}
