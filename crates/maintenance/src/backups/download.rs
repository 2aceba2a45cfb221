use std::fs::File;

use operation::{Body, Context, Download, Error, Method, Operation, Result};
use schemars::JsonSchema;
use serde::Deserialize;

use super::{Folder, Settings};

/// Downloads a backup.
#[derive(Deserialize, JsonSchema)]
struct Get {
    /// Its name, from `backups.list`.
    name: String,
}

pub(super) fn operation() -> Operation {
    Operation::download("backups.download", download).route(Method::Get, "/backups/{name}")
}

async fn download(cx: Context, input: Get) -> Result<Download> {
    let settings = cx.read(|view| Settings::load(view.conn)).await?;
    let (place, _) = settings.place(cx.workspace().data_dir());
    let path = Folder::new(place)
        .find(&input.name)
        .ok_or_else(|| unknown(&input.name))?;
    Ok(Download {
        content_type: "application/zip".into(),
        body: Body::File(File::open(path).map_err(Error::fault)?),
        filename: input.name,
    })
}

/// What is said of every name that is no backup's.
pub(super) fn unknown(name: &str) -> Error {
    Error::not_found(format!("There is no backup `{name}`."))
        .hint("`backups.list` shows them all.")
        .field("name")
}
