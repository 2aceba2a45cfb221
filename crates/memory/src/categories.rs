use operation::{Method, Operation, Result, View};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use storage::counters;

use crate::category::Category;
use crate::{READ, store};

/// Counts what is remembered, in all and by category.
#[derive(Debug, Deserialize, JsonSchema)]
struct Categories {}

/// A category and how many memories it has.
#[derive(Debug, Serialize, JsonSchema)]
struct Counted {
    category: Category,
    count: i64,
}

/// How much is remembered.
#[derive(Debug, Serialize, JsonSchema)]
struct Counts {
    /// Every category, also those without any.
    items: Vec<Counted>,
    /// How many there are in all.
    total: i64,
    /// How many of them are pinned.
    pinned: i64,
}

pub(crate) fn operation() -> Operation {
    Operation::read("memory.categories", categories)
        .scope(READ)
        .route(Method::Get, "/memory/categories")
}

fn categories(view: &mut View<'_>, _: Categories) -> Result<Counts> {
    let owner = view.owner().to_owned();
    let mut items = Vec::new();
    for category in Category::ALL {
        let count = counters::get(view.conn, &owner, &store::counter(category.name()))?;
        items.push(Counted { category, count });
    }
    Ok(Counts {
        items,
        total: counters::get(view.conn, &owner, store::TOTAL)?,
        pinned: counters::get(view.conn, &owner, store::PINNED)?,
    })
}
