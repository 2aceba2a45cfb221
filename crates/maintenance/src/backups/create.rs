use operation::{Context, Effect, Error, Method, Operation, Result};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Settings;
use super::list::Item;
use super::make::{Turn, make};

/// Makes a backup now, into the backup folder, and reads it back. The sealing key is not in it.
///
/// It takes seconds for a small database and minutes for a large one; the server works on meanwhile. If
/// the answer takes too long for the connection, the backup is made all the same, and `backups.list`
/// shows it.
#[derive(Deserialize, JsonSchema)]
struct Create {}

/// The new backup.
#[derive(Serialize, JsonSchema)]
struct Created {
    #[serde(flatten)]
    item: Item,
    /// How many rows it holds.
    rows: u64,
    /// In how many tables.
    tables: usize,
    /// How many files besides the database.
    other_files: usize,
}

pub(super) fn operation() -> Operation {
    Operation::work("backups.create", Effect::Write, create).route(Method::Post, "/backups")
}

async fn create(cx: Context, _: Create) -> Result<Created> {
    let turn = Turn::now().ok_or_else(|| {
        Error::conflict("A backup is being made already.")
            .hint("Look at `backups.list` in a while.")
    })?;
    let settings = cx.read(|view| Settings::load(view.conn)).await?;
    let made = make(&cx, &settings, &turn).await?;
    let manifest = made.backup.manifest;
    Ok(Created {
        item: Item {
            name: made.name,
            created_at: made.at.into(),
            size: made.backup.size,
        },
        rows: manifest.rows(),
        tables: manifest.tables.len(),
        other_files: manifest.files.len().saturating_sub(1),
    })
}
