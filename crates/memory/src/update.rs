use operation::{Method, Operation, Result, Text, Tx};
use schemars::JsonSchema;
use serde::Deserialize;

use crate::category::Category;
use crate::words::Words;
use crate::{Changed, WRITE, show, store};

/// Changes a memory. Fields that are left out or null stay as they are.
///
/// A text that another memory has already, in whatever case, is refused.
#[derive(Debug, Deserialize, JsonSchema)]
struct Update {
    /// Its id, or the first 4 or more characters of it.
    id: Text<100>,
    /// What to remember instead.
    text: Option<Words>,
    /// What sort of thing it is.
    category: Option<Category>,
    /// Whether it is always to be kept in mind.
    pinned: Option<bool>,
}

pub(crate) fn operation() -> Operation {
    Operation::write("memory.update", update)
        .scope(WRITE)
        .route(Method::Patch, "/memory/{id}")
        .markdown(show::changed_markdown)
}

fn update(tx: &mut Tx<'_>, input: Update) -> Result<Changed> {
    let before = store::named(tx, &input.id)?;
    let mut row = before.clone();
    if let Some(text) = input.text {
        row.set_text(text);
    }
    if let Some(category) = input.category {
        category.name().clone_into(&mut row.category);
    }
    row.pinned = input.pinned.unwrap_or(row.pinned);
    let message = match (before.pinned, row.pinned) {
        (false, true) => "Pinned",
        (true, false) => "Unpinned",
        _ => "Updated",
    };
    let row = store::save(tx, &before, row)?;
    Ok(Changed {
        message: format!("{message} (id: {})", row.short_id()),
        memory: row.into(),
        count: store::count(tx)?,
        duplicate: false,
    })
}
