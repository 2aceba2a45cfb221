use std::time::Duration;

use operation::{Context, Effect, Error, Method, Operation, Result, Text};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use similar::{ChangeTag, TextDiff};

use crate::{READ, history, render, store, version};

/// Compares two versions of a document, as a unified diff of their lines.
#[derive(Debug, Deserialize, JsonSchema)]
struct Diff {
    /// The document's id, or the first 4 or more characters of it.
    id: Text<100>,
    /// The older version's number. Default: the one before `to`.
    from: Option<i64>,
    /// The newer version's number. Default: the current one.
    to: Option<i64>,
}

/// What differs between two versions.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub(crate) struct Difference {
    /// The document's whole id.
    pub(crate) id: String,
    /// The older version's number.
    pub(crate) from: i64,
    /// The newer version's number.
    pub(crate) to: i64,
    /// How many lines came.
    pub(crate) added: usize,
    /// How many lines went.
    pub(crate) removed: usize,
    /// The diff, in the unified format; empty when both say the same.
    pub(crate) diff: String,
    /// Whether the diff is longer than what is given.
    pub(crate) truncated: bool,
}

/// The search for the smallest diff ends after this; what is found by then is right, if not the smallest.
const PATIENCE: Duration = Duration::from_millis(500);
/// A longer diff is nobody's reading.
const LONGEST: usize = 1_000_000;

pub(crate) fn operation() -> Operation {
    Operation::work("documents.diff", Effect::Read, diff)
        .scope(READ)
        .route(Method::Get, "/documents/{id}/diff")
        .markdown(render::difference)
}

async fn diff(cx: Context, input: Diff) -> Result<Difference> {
    let (id, (from, old), (to, new)) = cx
        .read(move |view| {
            let row = store::get(view, &input.id)?;
            let to = input.to.unwrap_or(row.version);
            let from = match input.from {
                Some(from) => from,
                None => history::list(view.conn, row.seq, Some(to), 1)?
                    .first()
                    .map_or(to, |version| version.number),
            };
            let mut text = |number| {
                history::text(view.conn, &row, number)?
                    .ok_or_else(|| version::unknown(&row, number))
            };
            let (old, new) = (text(from)?, text(to)?);
            Ok((row.id.clone(), (from, old), (to, new)))
        })
        .await?;
    let compare = move || {
        let (added, removed, mut diff) = unified(&old, &new, from, to);
        let truncated = diff.len() > LONGEST;
        diff.truncate(diff.floor_char_boundary(LONGEST));
        Difference {
            id,
            from,
            to,
            added,
            removed,
            diff,
            truncated,
        }
    };
    tokio::task::spawn_blocking(compare)
        .await
        .map_err(Error::fault)
}

fn unified(old: &str, new: &str, from: i64, to: i64) -> (usize, usize, String) {
    let diff = TextDiff::configure().timeout(PATIENCE).diff_lines(old, new);
    let (mut added, mut removed) = (0, 0);
    for change in diff.iter_all_changes() {
        match change.tag() {
            ChangeTag::Insert => added += 1,
            ChangeTag::Delete => removed += 1,
            ChangeTag::Equal => {}
        }
    }
    let text = diff
        .unified_diff()
        .header(&format!("version {from}"), &format!("version {to}"))
        .to_string();
    (added, removed, text)
}
