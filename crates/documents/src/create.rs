use operation::{Instant, Method, Operation, Result, Text, Tx};
use schemars::JsonSchema;
use serde::Deserialize;
use uuid::Uuid;

use crate::row::{ACTIVE, Row};
use crate::{Changed, WRITE, language, render, store, texts, title};

/// Stores a new document in the library.
#[derive(Debug, Deserialize, JsonSchema)]
struct Create {
    /// Its title. Default: Untitled.
    title: Option<Text<500>>,
    /// Its text, at most 10 MB.
    content: Option<String>,
    /// What it is written in (`markdown`, `python`, …); guessed if left out.
    language: Option<Text<50>>,
    /// The conversation that it belongs to. One that does not exist is ignored.
    #[schemars(extend("x-rare" = true))]
    session_id: Option<Text<200>>,
    /// Whether to give the text back in the answer.
    #[schemars(extend("x-rare" = true))]
    echo: Option<bool>,
}

pub(crate) fn operation() -> Operation {
    Operation::write("documents.create", create)
        .scope(WRITE)
        .route(Method::Post, "/documents")
        .input_limit(texts::INPUT_LIMIT)
        .markdown(render::changed)
        .everyday()
}

fn create(tx: &mut Tx<'_>, input: Create) -> Result<Changed> {
    let content = input.content.unwrap_or_default();
    texts::check(&content)?;
    let now = Instant::from(tx.now());
    let title = title::tidy(input.title.as_ref());
    let mut row = Row {
        seq: 0,
        id: Uuid::new_v4().to_string(),
        owner: tx.owner().to_owned(),
        session_id: None,
        language: language::choose(input.language.as_deref(), &title, &content),
        title,
        state: ACTIVE.to_owned(),
        archived: false,
        version: 1,
        versions: 1,
        bytes: 0,
        preview: String::new(),
        created_at: now,
        updated_at: now,
        deleted_at: None,
    };
    row.describe(&content);
    let row = store::insert(tx, row, &content)?;
    let unknown_session = input
        .session_id
        .is_some_and(|session| !session.trimmed().is_empty());
    Ok(Changed {
        note: unknown_session.then(|| {
            "There is no conversation with that session_id, so the document is in the library."
                .to_owned()
        }),
        content: (input.echo == Some(true)).then_some(content),
        ..Changed::new(
            &row,
            format!("Created \"{}\" ({})", row.title, row.language),
        )
    })
}
