use operation::{Method, Operation, Result, Text, Tx};
use schemars::JsonSchema;
use serde::Deserialize;

use crate::history::{self, Revision};
use crate::{Changed, WRITE, render, store, texts, version};

/// Brings the text of an old version back, as a new version. Those in between are kept.
#[derive(Debug, Deserialize, JsonSchema)]
struct RestoreVersion {
    /// The document's id, or the first 4 or more characters of it.
    id: Text<100>,
    /// The old version's number.
    version: i64,
}

pub(crate) fn operation() -> Operation {
    Operation::write("documents.restore_version", restore)
        .scope(WRITE)
        .route(Method::Post, "/documents/{id}/versions/{version}/restore")
        .markdown(render::changed)
}

fn restore(tx: &mut Tx<'_>, input: RestoreVersion) -> Result<Changed> {
    let before = store::lock(tx, &input.id)?;
    let new = history::text(tx.conn, &before, input.version)?
        .ok_or_else(|| version::unknown(&before, input.version))?;
    let old = texts::get(tx.conn, before.seq)?;
    if old == new {
        return Ok(Changed {
            changed: false,
            ..Changed::new(
                &before,
                format!(
                    "\"{}\" says the same as version {}",
                    before.title, input.version
                ),
            )
        });
    }
    let what = format!("Restored version {}", input.version);
    let revision = Revision {
        old: &old,
        new: &new,
        summary: Some(what.clone()),
    };
    let row = store::save(tx, &before, before.clone(), Some(revision), "updated")?;
    Ok(Changed::new(&row, format!("{what} of \"{}\"", row.title)))
}
