//! What was in the trash for 30 days goes for good, by a job of its own.

use diesel::prelude::*;
use jiff::{SignedDuration, Timestamp};
use operation::{Job, JobKind, Result, Tx};
use storage::trash;

use crate::tables::documents;
use crate::{TRASH, history, store};

const KIND: &str = "documents.purge";

/// A deleted document can be restored for so long.
const KEPT: SignedDuration = SignedDuration::from_hours(30 * 24);

/// Plans the end of a document that is deleted now.
pub(crate) fn plan(tx: &mut Tx<'_>, id: &str) -> Result<()> {
    let at = tx.now().saturating_add(KEPT).unwrap_or(Timestamp::MAX);
    tx.schedule(KIND, id, at, &())
}

/// Takes that back.
pub(crate) fn cancel(tx: &mut Tx<'_>, id: &str) -> Result<()> {
    tx.cancel(KIND, id)
}

/// The job.
pub(crate) fn job() -> JobKind {
    JobKind::inside(KIND, purge)
}

fn purge(tx: &mut Tx<'_>, job: &Job) -> Result<()> {
    let Some(row) = store::locked(tx, &job.key, true)? else {
        return Ok(());
    };
    history::forget(tx.conn, row.seq)?;
    trash::forget(tx.conn, &row.owner, TRASH, &row.id)?;
    diesel::delete(documents::table.find(row.seq)).execute(tx.conn)?;
    Ok(())
}
