use operation::{Error, Method, Operation, Result, Text, Tx};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::json;

use crate::history::Revision;
use crate::row::Row;
use crate::{Changed, WRITE, language, render, store, texts, title};

/// Replaces a document's whole text, its title or its language. To change a part of the text use
/// documents.edit.
///
/// `base_version` is the `version` that the new text is based on. When the document has changed since,
/// nothing is stored: the error (409) holds both texts, to be merged by the caller.
#[derive(Debug, Deserialize, JsonSchema)]
struct Update {
    /// Its id, or the first 4 or more characters of it.
    id: Text<100>,
    /// The whole new text.
    content: Option<String>,
    /// Required with `content`.
    base_version: Option<i64>,
    /// A new title.
    title: Option<Text<500>>,
    /// Another language; empty has it guessed.
    #[schemars(extend("x-rare" = true))]
    language: Option<Text<50>>,
    /// What was changed, in a few words.
    #[schemars(extend("x-rare" = true))]
    summary: Option<Text<500>>,
    /// Whether to give the text back in the answer.
    #[schemars(extend("x-rare" = true))]
    echo: Option<bool>,
}

pub(crate) fn operation() -> Operation {
    Operation::write("documents.update", update)
        .scope(WRITE)
        .route(Method::Patch, "/documents/{id}")
        .input_limit(texts::INPUT_LIMIT)
        .markdown(render::changed)
        .everyday()
}

fn update(tx: &mut Tx<'_>, input: Update) -> Result<Changed> {
    if let Some(content) = &input.content {
        texts::check(content)?;
    }
    let before = store::lock(tx, &input.id)?;
    let old = texts::get(tx.conn, before.seq)?;
    let new = input.content.as_deref().unwrap_or(&old);
    if input.content.is_some() {
        check_base(&before, input.base_version, &old, new)?;
    }

    let mut row = before.clone();
    if input.title.is_some() {
        row.title = title::tidy(input.title.as_ref());
    }
    if let Some(given) = input.language.as_deref() {
        let given = given.trim();
        row.language = match given {
            "" => language::choose(None, &row.title, new),
            given => given.to_owned(),
        };
    }
    let revision = (new != old).then(|| Revision {
        old: &old,
        new,
        summary: summary(input.summary.as_ref()),
    });
    let mut changed = if revision.is_none() && row == before {
        Changed {
            changed: false,
            ..Changed::new(&row, format!("Nothing to change in \"{}\"", row.title))
        }
    } else {
        let row = store::save(tx, &before, row, revision, "updated")?;
        Changed::new(&row, format!("Updated \"{}\"", row.title))
    };
    changed.content = (input.echo == Some(true)).then(|| new.to_owned());
    Ok(changed)
}

/// What the caller says of their change.
pub(crate) fn summary(given: Option<&Text<500>>) -> Option<String> {
    given
        .map(|summary| summary.trimmed().to_owned())
        .filter(|summary| !summary.is_empty())
}

/// Refuses a text that is not based on the current one, unless it says the same.
fn check_base(row: &Row, base: Option<i64>, old: &str, new: &str) -> Result<()> {
    let Some(base) = base else {
        let message = format!(
            "`base_version` is missing: give the `version` that your text is based on (it is {} now).",
            row.version
        );
        return Err(Error::bad_input(message).field("base_version"));
    };
    if base == row.version || old == new {
        return Ok(());
    }
    Err(Error::conflict(format!(
        "\"{}\" has changed: your text is based on version {base}, and the current one is {}. Nothing was stored.",
        row.title, row.version
    ))
    .hint("Merge `yours` into `current`, and send the result with the current version as base_version.")
    .field("base_version")
    .with(
        "current",
        json!({ "version": row.version, "content": old, "updated_at": row.updated_at }),
    )
    .with("yours", json!({ "base_version": base, "content": new })))
}
