use operation::{Context, Effect, Error, Method, Operation, Result};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::download::unknown;
use super::{Folder, Settings};

/// Deletes a backup for good.
#[derive(Deserialize, JsonSchema)]
struct Delete {
    /// Its name, from `backups.list`.
    name: String,
}

/// The backup that is gone.
#[derive(Serialize, JsonSchema)]
struct Deleted {
    /// Its name.
    deleted: String,
}

pub(super) fn operation() -> Operation {
    Operation::work("backups.delete", Effect::Destroy, delete)
        .route(Method::Delete, "/backups/{name}")
}

async fn delete(cx: Context, input: Delete) -> Result<Deleted> {
    let settings = cx.read(|view| Settings::load(view.conn)).await?;
    let (place, _) = settings.place(cx.workspace().data_dir());
    let path = Folder::new(place)
        .find(&input.name)
        .ok_or_else(|| unknown(&input.name))?;
    std::fs::remove_file(path).map_err(Error::fault)?;
    Ok(Deleted {
        deleted: input.name,
    })
}
