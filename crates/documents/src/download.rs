use operation::{Body, Context, Download, Method, Operation, Result, Text};
use schemars::JsonSchema;
use serde::Deserialize;

use crate::{READ, format, store, texts};

/// Downloads a document's text as a file.
#[derive(Debug, Deserialize, JsonSchema)]
struct Save {
    /// Its id, or the first 4 or more characters of it.
    id: Text<100>,
}

/// So much of the title is the file's name, in characters: file systems take 255 bytes.
const NAME: usize = 60;

pub(crate) fn operation() -> Operation {
    Operation::download("documents.download", download)
        .scope(READ)
        .route(Method::Get, "/documents/{id}/download")
}

async fn download(cx: Context, input: Save) -> Result<Download> {
    cx.read(move |view| {
        let row = store::get(view, &input.id)?;
        let content = texts::get(view.conn, row.seq)?;
        Ok(Download {
            content_type: format!("{}; charset=utf-8", format::media_type(&row.language)).into(),
            filename: filename(&row.title, format::extension(&row.language)),
            body: Body::Bytes(content.into_bytes().into()),
        })
    })
    .await
}

/// The title as a file's name on any system.
fn filename(title: &str, extension: &str) -> String {
    let unsafe_in_names = |c: char| c.is_control() || "/\\:*?\"<>|".contains(c);
    let name: String = title
        .chars()
        .map(|c| if unsafe_in_names(c) { '-' } else { c })
        .take(NAME)
        .collect();
    let name = name.trim_matches(|c: char| c == '.' || c.is_whitespace());
    let name = if name.is_empty() { "document" } else { name };
    let ending = format!(".{extension}");
    if name.to_lowercase().ends_with(&ending) {
        name.to_owned()
    } else {
        format!("{name}{ending}")
    }
}
