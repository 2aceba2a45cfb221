//! Search: by words, always; and by meaning where that is set up.

mod by_words;
mod rank;

use std::collections::HashMap;

use diesel::prelude::*;
use operation::{Context, Effect, Error, Method, Operation, Result, Text, View};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::category::Category;
use crate::row::Row;
use crate::tables::memories;
use crate::{Memory, READ, show};

/// So many are given unless asked otherwise.
const USUAL: u8 = 20;
/// So many at most.
const MOST: u8 = 100;

/// Finds what is remembered about the person, the best matches first.
#[derive(Debug, Deserialize, JsonSchema)]
struct Search {
    /// What to look for: words, or a question.
    q: Text<500>,
    /// Only those of this sort.
    category: Option<Category>,
    /// How many to give at most.
    #[serde(default = "usual")]
    #[schemars(range(min = 1, max = MOST))]
    limit: u8,
}

fn usual() -> u8 {
    USUAL
}

/// A memory that was found.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct Hit {
    /// The memory.
    #[serde(flatten)]
    pub memory: Memory,
    /// How well it fits: 1 for the best of this answer, less for the others.
    pub score: f64,
}

/// What was found.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct Found {
    /// The best matches first.
    pub items: Vec<Hit>,
    /// How it was looked for: `words`, or `words+meaning`.
    pub by: String,
    /// What to know about the answer, such as that only words could be looked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

pub(crate) fn operation() -> Operation {
    Operation::work("memory.search", Effect::Read, search)
        .scope(READ)
        .route(Method::Get, "/memory/search")
        .markdown(show::search_markdown)
        .everyday()
}

async fn search(cx: Context, input: Search) -> Result<Found> {
    if !(1..=MOST).contains(&input.limit) {
        let message = format!("`limit` is a number from 1 to {MOST}.");
        return Err(Error::bad_input(message).field("limit"));
    }
    let items = cx.read(move |view| find(view, &input)).await?;
    Ok(Found {
        items,
        by: "words".to_owned(),
        note: None,
    })
}

fn find(view: &mut View<'_>, input: &Search) -> Result<Vec<Hit>> {
    let owner = view.owner().to_owned();
    let words = by_words::ranked(view.conn, &owner, &input.q, input.category)?;
    let mut scored = rank::fuse(&[words]);
    let seqs: Vec<i64> = scored.iter().map(|(seq, _)| *seq).collect();
    let rows: Vec<Row> = memories::table
        .filter(memories::owner.eq(&owner))
        .filter(memories::seq.eq_any(seqs))
        .select(Row::as_select())
        .load(view.conn)?;
    let mut by_seq: HashMap<i64, Row> = rows.into_iter().map(|row| (row.seq, row)).collect();
    scored.truncate(usize::from(input.limit));
    Ok(scored
        .into_iter()
        .filter_map(|(seq, score)| {
            let memory = by_seq.remove(&seq)?.into();
            Some(Hit { memory, score })
        })
        .collect())
}
