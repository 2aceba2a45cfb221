//! The scheduled backup: a job that plans itself anew.
//!
//! It survives restarts as every job does, runs once for all times that were missed, and never beside
//! another one: it waits for its turn, and then looks whether it is still wanted.

use jiff::{SignedDuration, Timestamp};
use operation::{Caller, Context, Instant, Job, JobKind, Result, Tx, Workspace};
use serde::{Deserialize, Serialize};
use storage::Location;

use super::make::{Turn, make};
use super::{BackupState, Folder, Settings, tell};

const KIND: &str = "backups.scheduled";
const KEY: &str = "next";
/// One that failed is tried again after this, until the next one is due.
const AGAIN: SignedDuration = SignedDuration::from_hours(1);
/// A plan further ahead was made by a clock that was wrong.
const FURTHEST: SignedDuration = SignedDuration::from_hours(9 * 24);

/// Which of the planned backups it is.
#[derive(Serialize, Deserialize)]
struct Planned {
    at: Instant,
}

/// Plans the scheduled backups when the server starts; nothing is made before its time.
///
/// # Errors
/// Faults alone.
pub async fn start(workspace: &Workspace) -> Result<()> {
    // There, backups are made by the database's own tools.
    if matches!(workspace.database().location(), Location::Postgres(_)) {
        return Ok(());
    }
    house(workspace)
        .write(|tx| {
            let settings = Settings::load(tx.conn)?;
            let now = tx.now();
            let latest = now.saturating_add(FURTHEST).unwrap_or(Timestamp::MAX);
            let kept = BackupState::load(tx.conn)?
                .planned_at
                .filter(|at| *at < latest.into())
                .and_then(|at| Timestamp::from_millisecond(at.0).ok());
            let planned = settings.next(now).map(|next| kept.unwrap_or(next));
            plan(tx, planned)
        })
        .await
}

/// Plans the next one, or none.
pub(super) fn plan(tx: &mut Tx<'_>, at: Option<Timestamp>) -> Result<()> {
    let mut state = BackupState::load(tx.conn)?;
    state.planned_at = at.map(Instant::from);
    state.store(tx.conn)?;
    match at {
        Some(at) => tx.schedule(KIND, KEY, at, &Planned { at: at.into() }),
        None => tx.cancel(KIND, KEY),
    }
}

/// On nobody's behalf: an admin who leaves must not take the backups along.
pub(super) fn house(workspace: &Workspace) -> Context {
    workspace.context(Caller::house(), "job")
}

pub(super) fn job() -> JobKind {
    JobKind::outside(KIND, run)
}

async fn run(cx: Context, job: Job) -> Result<()> {
    let planned = job.payload::<Planned>()?.at;
    let turn = Turn::wait().await;
    let (settings, state) = cx
        .read(|view| Ok((Settings::load(view.conn)?, BackupState::load(view.conn)?)))
        .await?;
    if state.planned_at != Some(planned) {
        // It was made by another runner meanwhile, or planned anew.
        return Ok(());
    }
    let made = make(&cx, &settings, &turn).await;
    let now = cx.workspace().now();
    let next = settings.next(now);
    match &made {
        Ok(made) => {
            tracing::info!(name = made.name, size = made.backup.size, "backed up");
            prune(&cx, &settings).await;
            cx.write(move |tx| plan(tx, next)).await?;
        }
        Err(error) => {
            tracing::error!(error = %error.message, "the scheduled backup failed");
            tell::admins(&cx, planned, &error.message).await?;
            let again = now.saturating_add(AGAIN).unwrap_or(Timestamp::MAX);
            cx.write(move |tx| match next {
                Some(next) if again < next => {
                    tx.schedule(KIND, KEY, again, &Planned { at: planned })
                }
                next => plan(tx, next),
            })
            .await?;
        }
    }
    Ok(())
}

/// Only now that there is a new one, read back, do old ones go.
async fn prune(cx: &Context, settings: &Settings) {
    let (place, _) = settings.place(cx.workspace().data_dir());
    let keep = settings.keep;
    let pruned = tokio::task::spawn_blocking(move || Folder::new(place).prune(keep)).await;
    match pruned {
        Ok(Ok(0)) => {}
        Ok(Ok(count)) => tracing::info!(count, "old backups deleted"),
        Ok(Err(error)) => tracing::error!(%error, "old backups could not be deleted"),
        Err(error) => tracing::error!(%error, "old backups could not be deleted"),
    }
}
