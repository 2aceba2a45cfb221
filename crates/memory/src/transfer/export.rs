use std::borrow::Cow;

use diesel::prelude::*;
use operation::{Body, Context, Download, Method, Operation, Result, View};
use schemars::JsonSchema;
use serde::Deserialize;

use super::{Format, json, markdown};
use crate::row::Row;
use crate::tables::memories;
use crate::{Memory, READ};

/// So many are read at a time.
const PAGE: i64 = 1_000;

/// Hands out everything that is remembered as one file, which `memory.import` reads.
#[derive(Debug, Deserialize, JsonSchema)]
struct Export {
    /// JSON holds everything; Markdown the texts, their categories and which are pinned.
    #[serde(default)]
    format: Format,
}

pub(crate) fn operation() -> Operation {
    Operation::download("memory.export", export)
        .scope(READ)
        .route(Method::Get, "/memory/export")
}

async fn export(cx: Context, input: Export) -> Result<Download> {
    let mut memories: Vec<Memory> = Vec::new();
    let mut after = 0;
    loop {
        let rows = cx.read(move |view| page(view, after)).await?;
        let Some(last) = rows.last() else { break };
        after = last.seq;
        memories.extend(rows.into_iter().map(Memory::from));
    }
    let (content_type, ending, body) = match input.format {
        Format::Json => ("application/json", "json", json::write(&memories)?),
        Format::Markdown => (
            "text/markdown; charset=utf-8",
            "md",
            markdown::write(&memories).into_bytes(),
        ),
    };
    Ok(Download {
        content_type: Cow::Borrowed(content_type),
        filename: format!("memory-{}.{ending}", cx.now_zoned().date()),
        body: Body::Bytes(body.into()),
    })
}

fn page(view: &mut View<'_>, after: i64) -> Result<Vec<Row>> {
    Ok(memories::table
        .filter(memories::owner.eq(view.owner().to_owned()))
        .filter(memories::seq.gt(after))
        .order(memories::seq)
        .limit(PAGE)
        .select(Row::as_select())
        .load(view.conn)?)
}
