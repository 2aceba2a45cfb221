use operation::{Context, Effect, Error, Instant, Method, Operation, Result};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::folder::Found;
use super::{BackupState, Folder, Settings};

/// Lists the backups in the backup folder, the newest first, with how the last ones went and when the
/// next is due.
#[derive(Deserialize, JsonSchema)]
struct List {}

/// The backups.
#[derive(Serialize, JsonSchema)]
struct Backups {
    /// The newest first.
    items: Vec<Item>,
    /// The folder on the server.
    directory: String,
    /// When the next one is made by itself; null when none is.
    next_at: Option<Instant>,
    /// When the last one was made and read back.
    last_success_at: Option<Instant>,
    /// When the last one failed, if none has succeeded since.
    failed_at: Option<Instant>,
    /// Why it failed.
    failure: Option<String>,
}

/// A backup.
#[derive(Serialize, JsonSchema)]
pub(super) struct Item {
    /// Its name, by which it is downloaded and deleted.
    pub(super) name: String,
    /// When it was begun: everything acknowledged by then is in it.
    pub(super) created_at: Instant,
    /// Bytes.
    pub(super) size: u64,
}

impl From<Found> for Item {
    fn from(found: Found) -> Self {
        Self {
            name: found.name,
            created_at: found.at.into(),
            size: found.size,
        }
    }
}

pub(super) fn operation() -> Operation {
    Operation::work("backups.list", Effect::Read, list).route(Method::Get, "/backups")
}

async fn list(cx: Context, _: List) -> Result<Backups> {
    let (settings, state) = cx
        .read(|view| Ok((Settings::load(view.conn)?, BackupState::load(view.conn)?)))
        .await?;
    let (place, _) = settings.place(cx.workspace().data_dir());
    let directory = place.display().to_string();
    let items = tokio::task::spawn_blocking(move || Folder::new(place).list())
        .await
        .map_err(Error::fault)?;
    let items = match items {
        // Before the first one, or on a disk that is not there.
        Err(_) => Vec::new(),
        Ok(found) => found.into_iter().map(Item::from).collect(),
    };
    let failure = state.standing_failure();
    Ok(Backups {
        items,
        directory,
        next_at: state.planned_at,
        last_success_at: state.good_at,
        failed_at: failure.map(|(at, _)| at),
        failure: failure.map(|(_, why)| why.to_owned()),
    })
}
