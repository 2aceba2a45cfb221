//! Search: by words, always; and by meaning where that is set up.

mod by_meaning;
mod by_words;
mod rank;

use std::collections::HashMap;
use std::time::Duration;

use diesel::prelude::*;
use operation::{Context, Effect, Error, Method, Operation, Result, Text, View};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::category::Category;
use crate::meaning::{Config, Engine, Vector};
use crate::row::Row;
use crate::tables::memories;
use crate::{Memory, READ, show};

/// So many are given unless asked otherwise.
const USUAL: u8 = 20;
/// So many at most.
const MOST: u8 = 100;
/// So long does a search wait for the model.
const PATIENCE: Duration = Duration::from_secs(4);

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

pub(crate) fn operation(engine: Engine) -> Operation {
    Operation::work("memory.search", Effect::Read, move |cx, input| {
        search(engine.clone(), cx, input)
    })
    .scope(READ)
    .route(Method::Get, "/memory/search")
    .markdown(show::search_markdown)
    .everyday()
}

async fn search(engine: Engine, cx: Context, input: Search) -> Result<Found> {
    if !(1..=MOST).contains(&input.limit) {
        let message = format!("`limit` is a number from 1 to {MOST}.");
        return Err(Error::bad_input(message).field("limit"));
    }
    let config = cx.read(|view| Config::get(view.conn)).await?;
    let question = match config {
        None => None,
        Some(config) => Some(
            engine
                .read_question(&cx, &config, &input.q, PATIENCE)
                .await
                .map(|vector| (config, vector)),
        ),
    };
    let (by, note) = match &question {
        None => ("words", None),
        Some(Some(_)) => ("words+meaning", None),
        Some(None) => (
            "words",
            Some(
                "The model that knows what texts mean is not to be had at the moment: only words were looked for.",
            ),
        ),
    };
    let question = question.flatten();
    let items = cx
        .read(move |view| find(view, &input, question.as_ref()))
        .await?;
    Ok(Found {
        items,
        by: by.to_owned(),
        note: note.map(ToOwned::to_owned),
    })
}

fn find(
    view: &mut View<'_>,
    input: &Search,
    question: Option<&(Config, Vector)>,
) -> Result<Vec<Hit>> {
    let owner = view.owner().to_owned();
    let mut rankings = vec![by_words::ranked(
        view.conn,
        &owner,
        &input.q,
        input.category,
    )?];
    if let Some((config, vector)) = question {
        rankings.push(by_meaning::ranked(
            view.conn,
            &owner,
            config,
            vector,
            input.category,
        )?);
    }
    let mut scored = rank::fuse(&rankings);
    scored.truncate(usize::from(input.limit));
    let seqs: Vec<i64> = scored.iter().map(|(seq, _)| *seq).collect();
    let rows: Vec<Row> = memories::table
        .filter(memories::owner.eq(&owner))
        .filter(memories::seq.eq_any(seqs))
        .select(Row::as_select())
        .load(view.conn)?;
    let mut by_seq: HashMap<i64, Row> = rows.into_iter().map(|row| (row.seq, row)).collect();
    Ok(scored
        .into_iter()
        .filter_map(|(seq, score)| {
            let memory = by_seq.remove(&seq)?.into();
            Some(Hit { memory, score })
        })
        .collect())
}
