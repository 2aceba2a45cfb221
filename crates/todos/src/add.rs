use diesel::prelude::*;
use operation::{Means, Method, Operation, Result, Text, Tx};
use schemars::JsonSchema;
use serde::Deserialize;
use uuid::Uuid;

use crate::row::{ACTIVE, CHECKLIST, NOTE, Row};
use crate::tables::todos;
use crate::{Changed, Item, WRITE, due, item, order, store, text, when};

/// Adds a todo, note or checklist; with a due date it is a reminder, which rings by itself at that
/// time.
///
/// Put the time into `due_date`, never into the title. The answer says how it was understood
/// (`due_reading`); a date that is not understood is an error, and nothing is stored. An open
/// reminder with the same title and due date is not added twice: the answer is then the old one, with
/// `duplicate`.
#[derive(Debug, Deserialize, JsonSchema)]
struct Add {
    /// What to do.
    title: Option<Text<10_000>>,
    /// Further text.
    content: Option<Text<200_000>>,
    /// A checklist: texts, or objects with `text` and `done`. At most 1,000.
    items: Option<Vec<Item>>,
    /// `note` or `checklist` (the default when there are items), or a word of your own.
    #[schemars(extend("x-rare" = true))]
    note_type: Option<Text<100>>,
    /// red, orange, yellow, green, blue, purple, a hexadecimal colour, or `bg:` and an address.
    #[schemars(extend("x-rare" = true))]
    color: Option<Text<200>>,
    /// One label, to list by.
    label: Option<Text<100>>,
    /// Whether it stands before all others.
    #[schemars(extend("x-rare" = true))]
    pinned: Option<bool>,
    /// When to remind: words ("tomorrow at 5pm", "in 2 hours", "fri 15:00"), ISO 8601, or a day
    /// alone, which rings that morning. Words that repeat ("every weekday at 9") make it repeat. All in
    /// the owner's time zone.
    due_date: Option<Text<1_000>>,
    /// How it repeats from its due date on: words ("every 2 weeks on Monday"), an RRULE, or `none`.
    repeat: Option<Text<1_000>>,
    /// The conversation that it comes from.
    #[schemars(extend("x-rare" = true))]
    session_id: Option<Text<200>>,
    /// A picture's address.
    #[schemars(extend("x-rare" = true))]
    image_url: Option<Text<2_000>>,
}

pub(crate) fn operation() -> Operation {
    Operation::write("todos.add", add)
        .scope(WRITE)
        .route(Method::Post, "/todos")
        .everyday()
        .markdown(text::changed_markdown)
}

/// Text that says something, trimmed.
pub(crate) fn given<const MAX: usize>(text: Option<Text<MAX>>) -> Option<String> {
    text.map(|text| text.trimmed().to_owned())
        .filter(|text| !text.is_empty())
}

fn add(tx: &mut Tx<'_>, input: Add) -> Result<Changed> {
    let items = input.items.unwrap_or_default();
    item::check_count(items.len())?;
    let kind = if items.is_empty() { NOTE } else { CHECKLIST };
    let now = tx.now().as_millisecond();
    let mut row = Row {
        seq: 0,
        id: Uuid::new_v4().to_string(),
        owner: tx.owner().to_owned(),
        title: given(input.title).unwrap_or_default(),
        content: input
            .content
            .map(|content| content.0)
            .filter(|content| !content.trim().is_empty()),
        items: String::new(),
        note_type: given(input.note_type).unwrap_or_else(|| kind.to_owned()),
        color: given(input.color),
        label: given(input.label),
        pinned: input.pinned.unwrap_or(false),
        archived: false,
        completed_at: None,
        state: ACTIVE.to_owned(),
        due_at: None,
        due_kind: None,
        due_wall: None,
        due_zone: None,
        repeat_rule: None,
        repeat_from: None,
        repeat_zone: None,
        fired_for: None,
        position: order::top(tx.now()),
        source: source(&tx.caller().means).to_owned(),
        session_id: given(input.session_id),
        image_url: given(input.image_url),
        created_at: now,
        updated_at: now,
    };
    row.set_items(&items)?;
    let note = when::change(
        tx,
        &mut row,
        input.due_date.as_deref(),
        input.repeat.as_deref(),
    )?;
    if let Some(same) = same_reminder(tx, &row)? {
        let message = format!(
            "Reminder already exists: \"{}\" (id: {})",
            same.title,
            same.short_id()
        );
        return Ok(Changed {
            duplicate: true,
            ..Changed::new(&same, tx, message)?
        });
    }
    let row = store::insert(tx, row, "added")?;
    let message = format!("Note created: \"{}\" (id: {})", row.title, row.short_id());
    Ok(Changed {
        due_note: note,
        ..Changed::new(&row, tx, message)?
    })
}

fn source(means: &Means) -> &'static str {
    match means {
        Means::Person { .. } => "user",
        Means::Token { .. } => "agent",
        Means::Job => "odysseus",
    }
}

/// An open todo of the owner's with the same title, due date and repetition.
fn same_reminder(tx: &mut Tx<'_>, row: &Row) -> Result<Option<Row>> {
    let (Some(due_at), false) = (row.due_at, row.title.is_empty()) else {
        return Ok(None);
    };
    let due_then: Vec<Row> = todos::table
        .filter(todos::owner.eq(&row.owner))
        .filter(todos::state.eq(ACTIVE))
        .filter(todos::due_at.eq(due_at))
        .select(Row::as_select())
        .load(tx.conn)?;
    let same = |other: &Row| {
        plain(&other.title) == plain(&row.title)
            && whole_day(other) == whole_day(row)
            && other.repeat_rule == row.repeat_rule
    };
    Ok(due_then.into_iter().find(same))
}

fn whole_day(row: &Row) -> bool {
    row.due_kind.as_deref() == Some(due::DATE)
}

/// A title as it is compared: lower case, single spaces, without a leading `reminder:`.
fn plain(title: &str) -> String {
    let lower = title.to_lowercase();
    let bare = lower
        .trim_start()
        .strip_prefix("reminder:")
        .unwrap_or(&lower);
    bare.split_whitespace().collect::<Vec<_>>().join(" ")
}
