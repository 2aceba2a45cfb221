use operation::{Context, Effect, Error, Method, Operation, Result, Text, Tx};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::{Entry, Format, Refused};
use crate::row::Row;
use crate::store::{self, Stored};
use crate::{READ, WRITE, meaning};

/// So large may a call be, as JSON.
const LARGEST: usize = 12 << 20;
/// So many entries may a file have.
const MOST: usize = 10_000;
/// So many are stored in one transaction.
const CHUNK: usize = 500;
/// So many refusals are listed; the others are counted.
const LISTED: usize = 100;

/// Stores many memories at once: an export of this or of an older Odysseus (JSON), or a list in Markdown.
///
/// Every entry that can be kept is stored, with its dates; those that cannot are listed with the reason.
/// What is remembered already stays as it is, so that importing a file again changes nothing. At most
/// 10,000 entries.
#[derive(Debug, Deserialize, JsonSchema)]
struct Import {
    /// The file's content. JSON: a list of records with `text`, or an object that has it as `memory`.
    /// Markdown: a bullet for each, and `## preference` above those of that category.
    content: String,
    /// How it is written.
    format: Format,
    /// The name that your records have as `owner` in a file of several people, if it is another than
    /// your own. Those of others are refused.
    owner: Option<Text<200>>,
}

/// What became of a file.
#[derive(Debug, Serialize, JsonSchema)]
struct Imported {
    /// How many were stored.
    added: usize,
    /// How many were remembered already.
    duplicates: usize,
    /// How many could not be kept.
    refused: usize,
    /// The first 100 of those.
    refusals: Vec<Refused>,
    /// What was done, in a sentence.
    message: String,
}

pub(crate) fn operation() -> Operation {
    Operation::work("memory.import", Effect::Write, import)
        .scope(WRITE)
        .route(Method::Post, "/memory/import")
        .input_limit(LARGEST)
}

async fn import(cx: Context, input: Import) -> Result<Imported> {
    let mine = match &input.owner {
        Some(owner) => owner.trimmed().to_owned(),
        None => cx.user().name.clone(),
    };
    // Megabytes of text take their time to read.
    let read = tokio::task::spawn_blocking(move || match input.format {
        Format::Json => super::json::read(&input.content, &mine),
        Format::Markdown => Ok(super::markdown::read(&input.content)),
    });
    let entries = read.await.map_err(Error::fault)??;
    if entries.len() > MOST {
        let message = format!(
            "The file has {} entries, and at most {MOST} are read at once; split it.",
            entries.len()
        );
        return Err(Error::too_large(message).field("content"));
    }
    let mut fitting = Vec::new();
    let mut refusals = Vec::new();
    for entry in entries {
        match entry {
            Ok(entry) => fitting.push(entry),
            Err(refused) => refusals.push(refused),
        }
    }

    let total = fitting.len();
    let (mut added, mut done) = (0, 0);
    let mut rest = fitting.into_iter();
    loop {
        let chunk: Vec<Entry> = rest.by_ref().take(CHUNK).collect();
        if chunk.is_empty() {
            break;
        }
        done += chunk.len();
        added += cx.write(move |tx| store_all(tx, chunk)).await?;
        let steps = |count: usize| u64::try_from(count).unwrap_or(u64::MAX);
        cx.progress()
            .tell(steps(done), Some(steps(total)), "storing memories");
    }

    let (duplicates, refused) = (total - added, refusals.len());
    refusals.truncate(LISTED);
    Ok(Imported {
        added,
        duplicates,
        refused,
        refusals,
        message: format!(
            "Imported {added}; {duplicates} remembered already; {refused} could not be kept."
        ),
    })
}

/// Stores a chunk, and gives how many of it are new.
fn store_all(tx: &mut Tx<'_>, chunk: Vec<Entry>) -> Result<usize> {
    let mut added = 0;
    for entry in chunk {
        let row = row(tx.context(), entry);
        if let Stored::New(_) = store::insert(tx, row)? {
            added += 1;
        }
    }
    if added > 0 {
        let news = json!({ "what": "imported", "added": added });
        tx.emit("memory.changed", Some(READ), news)?;
        meaning::store::read_later(tx)?;
    }
    Ok(added)
}

fn row(cx: &Context, entry: Entry) -> Row {
    let mut row = Row::new(cx, entry.text, entry.category);
    row.pinned = entry.pinned;
    row.session_id = entry.session_id;
    row.uses = entry.uses;
    row.source = entry.source.unwrap_or(row.source);
    row.created_at = entry.created_at.unwrap_or(row.created_at);
    row.updated_at = entry.updated_at.unwrap_or(row.created_at);
    // A token could claim that the person said it.
    if cx.caller().token_id().is_none() {
        row.origin = entry.origin.unwrap_or(row.origin);
    }
    row
}
