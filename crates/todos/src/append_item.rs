use operation::{Error, Method, Operation, Result, Text, Tx};
use schemars::JsonSchema;
use serde::Deserialize;

use crate::row::{CHECKLIST, NOTE};
use crate::{Changed, Item, WRITE, item, store, text};

/// Adds an item to the end of a todo's checklist; a note becomes a checklist by it.
#[derive(Debug, Deserialize, JsonSchema)]
struct AppendItem {
    /// The todo's id, or the first 4 or more characters of it.
    id: Text<100>,
    /// The item's text.
    text: Text<2_000>,
    /// Whether it is done already.
    done: Option<bool>,
}

pub(crate) fn operation() -> Operation {
    Operation::write("todos.append_item", append_item)
        .scope(WRITE)
        .route(Method::Post, "/todos/{id}/items")
        .markdown(text::changed_markdown)
}

fn append_item(tx: &mut Tx<'_>, input: AppendItem) -> Result<Changed> {
    let text = input.text.trimmed();
    if text.is_empty() {
        return Err(Error::bad_input("An item needs a text.").field("text"));
    }
    let before = store::named(tx, &input.id)?;
    let mut items = before.items()?;
    let mut row = before.clone();
    if items.is_empty() && row.note_type == NOTE {
        CHECKLIST.clone_into(&mut row.note_type);
    }
    items.push(Item {
        text: text.to_owned(),
        done: input.done.unwrap_or(false),
    });
    item::check_count(items.len())?;
    row.set_items(&items)?;
    let row = store::save(tx, &before, row, "updated")?;
    Changed::new(
        &row,
        tx,
        format!("Item '{text}' added at index {}", items.len() - 1),
    )
}
