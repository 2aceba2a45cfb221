//! Makes one backup, now.

use jiff::Timestamp;
use operation::{Context, Error, Instant, Kind, Result};
use storage::backup::{Backup, BackupError, Request, create};
use tokio::sync::{Mutex, MutexGuard};

use super::{BackupState, Folder, Settings};

/// One at a time.
static MAKING: Mutex<()> = Mutex::const_new(());

/// The right to make one.
pub(super) struct Turn(#[expect(dead_code, reason = "held, not used")] MutexGuard<'static, ()>);

impl Turn {
    /// Waits until no other is being made.
    pub(super) async fn wait() -> Self {
        Self(MAKING.lock().await)
    }

    /// The same at once, or not at all.
    pub(super) fn now() -> Option<Self> {
        MAKING.try_lock().ok().map(Self)
    }
}

/// A backup that was made.
pub(super) struct Made {
    pub(super) name: String,
    pub(super) at: Timestamp,
    pub(super) backup: Backup,
}

/// Makes a backup in the folder that is set, reads it back, and remembers how it went.
///
/// # Errors
/// Why not, in words for an admin.
pub(super) async fn make(cx: &Context, settings: &Settings, turn: &Turn) -> Result<Made> {
    let made = attempt(cx, settings, turn).await;
    if let Err(error) = &made
        && error.kind == Kind::Conflict
    {
        // Not a backup that failed: none was to be made.
        return made;
    }
    let now = cx.workspace().now();
    let outcome = match &made {
        Ok(made) => Ok(made.name.clone()),
        Err(error) => Err(error.message.clone()),
    };
    cx.write(move |tx| {
        let mut state = BackupState::load(tx.conn)?;
        match outcome {
            Ok(name) => {
                state.good_at = Some(now.into());
                state.good_file = Some(name);
            }
            Err(why) => {
                state.failed_at = Some(now.into());
                state.failure = Some(why);
            }
        }
        state.store(tx.conn)
    })
    .await?;
    made
}

async fn attempt(cx: &Context, settings: &Settings, _: &Turn) -> Result<Made> {
    let workspace = cx.workspace().clone();
    let (place, ours) = settings.place(workspace.data_dir());
    let at = workspace.now();
    let name = Folder::name_at(at);
    let file = place.join(&name);
    cx.progress().tell(0, None, "Copying the database");
    let made = tokio::task::spawn_blocking(move || {
        if ours {
            storage::make_private_dir(&place).map_err(|source| BackupError::Io {
                path: place.clone(),
                source,
            })?;
        }
        if let Err(error) = Folder::new(place).sweep() {
            tracing::warn!(%error, "what earlier backups left behind could not be removed");
        }
        create(
            Request {
                location: workspace.database().location(),
                data_dir: workspace.data_dir(),
                odysseus: env!("CARGO_PKG_VERSION"),
                created_at: &Instant::from(at).to_string(),
                key_fingerprint: Some(workspace.sealer().fingerprint()),
                key: None,
                force: false,
            },
            &file,
        )
    });
    let backup = made.await.map_err(Error::fault)?.map_err(in_words)?;
    for path in &backup.left_out {
        tracing::warn!(path = %path.display(), "left out of the backup: a link, or a name that not every system has");
    }
    // As its name tells it, to the second.
    let at = Folder::time_of(&name).unwrap_or(at);
    Ok(Made { name, at, backup })
}

/// Only admins see it, and they need to know which disk is full.
fn in_words(error: BackupError) -> Error {
    match error {
        BackupError::Exists(_) => Error::conflict("A backup was made this very second already."),
        BackupError::Postgres => Error::conflict(format!("{error}.")),
        other => Error::unavailable(format!("No backup was made: {other}.")),
    }
}
