use operation::{Method, Operation, Result, Text, Tx};
use schemars::JsonSchema;
use serde::Deserialize;

use crate::row::NOTE;
use crate::{Changed, Item, WRITE, item, store, text, when};

/// Changes a todo. Fields that are left out or null stay as they are, empty text clears them.
///
/// To complete or postpone one, `todos.complete` and `todos.snooze` are better: they know about
/// repetitions.
#[derive(Debug, Deserialize, JsonSchema)]
struct Update {
    /// Its id, or the first 4 or more characters of it.
    id: Text<100>,
    /// What to do.
    title: Option<Text<10_000>>,
    /// Further text.
    content: Option<Text<200_000>>,
    /// The whole checklist anew: texts, or objects with `text` and `done`. Empty takes it away.
    items: Option<Vec<Item>>,
    /// `note`, `checklist`, or a word of your own.
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
    /// Whether it is put away. What is archived does not remind.
    archived: Option<bool>,
    /// When to remind, as in `todos.add`. A repetition goes on from here. Empty takes the due date
    /// and the repetition away.
    due_date: Option<Text<1_000>>,
    /// How it repeats, as in `todos.add`; `none` or empty ends the repetition.
    repeat: Option<Text<1_000>>,
    /// A picture's address.
    #[schemars(extend("x-rare" = true))]
    image_url: Option<Text<2_000>>,
}

pub(crate) fn operation() -> Operation {
    Operation::write("todos.update", update)
        .scope(WRITE)
        .route(Method::Patch, "/todos/{id}")
        .everyday()
        .markdown(text::changed_markdown)
}

/// Sets a field to trimmed text, or clears it.
fn change<const MAX: usize>(field: &mut Option<String>, text: Option<Text<MAX>>) {
    if let Some(text) = text {
        let text = text.trimmed();
        *field = (!text.is_empty()).then(|| text.to_owned());
    }
}

fn update(tx: &mut Tx<'_>, input: Update) -> Result<Changed> {
    let before = store::named(tx, &input.id)?;
    let mut row = before.clone();
    if let Some(title) = input.title {
        title.trimmed().clone_into(&mut row.title);
    }
    if let Some(content) = input.content {
        row.content = (!content.trimmed().is_empty()).then_some(content.0);
    }
    if let Some(items) = input.items {
        item::check_count(items.len())?;
        row.set_items(&items)?;
    }
    if let Some(kind) = input.note_type {
        let kind = kind.trimmed();
        (if kind.is_empty() { NOTE } else { kind }).clone_into(&mut row.note_type);
    }
    change(&mut row.color, input.color);
    change(&mut row.label, input.label);
    change(&mut row.image_url, input.image_url);
    row.pinned = input.pinned.unwrap_or(row.pinned);
    row.archived = input.archived.unwrap_or(row.archived);
    let note = when::change(
        tx,
        &mut row,
        input.due_date.as_deref(),
        input.repeat.as_deref(),
    )?;
    let row = store::save(tx, &before, row, "updated")?;
    let message = format!("Note updated: \"{}\"", row.title);
    Ok(Changed {
        due_note: note,
        ..Changed::new(&row, tx, message)?
    })
}
