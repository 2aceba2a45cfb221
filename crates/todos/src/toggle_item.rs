use operation::{Error, Method, Operation, Result, Text, Tx};
use schemars::JsonSchema;
use serde::Deserialize;

use crate::{Changed, WRITE, store, text};

/// Marks an item of a checklist as done, or as not done when it was.
#[derive(Debug, Deserialize, JsonSchema)]
struct ToggleItem {
    /// The todo's id, or the first 4 or more characters of it.
    id: Text<100>,
    /// Which item, counted from 0.
    #[serde(default)]
    index: u32,
}

pub(crate) fn operation() -> Operation {
    Operation::write("todos.toggle_item", toggle_item)
        .scope(WRITE)
        .route(Method::Post, "/todos/{id}/items/{index}/toggle")
        .markdown(text::changed_markdown)
}

fn toggle_item(tx: &mut Tx<'_>, input: ToggleItem) -> Result<Changed> {
    let before = store::named(tx, &input.id)?;
    let mut items = before.items()?;
    if items.is_empty() {
        return Err(Error::bad_input("Note has no checklist items").field("index"));
    }
    let last = items.len() - 1;
    let item = usize::try_from(input.index)
        .ok()
        .and_then(|index| items.get_mut(index))
        .ok_or_else(|| {
            Error::bad_input(format!(
                "Item index {} out of range (0-{last})",
                input.index
            ))
            .field("index")
        })?;
    item.done = !item.done;
    let message = format!(
        "Item '{}' marked {}",
        item.text,
        if item.done { "done" } else { "undone" }
    );
    let mut row = before.clone();
    row.set_items(&items)?;
    let row = store::save(tx, &before, row, "updated")?;
    Changed::new(&row, tx, message)
}
