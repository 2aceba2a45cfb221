//! Takes over what the older Odysseus kept of its model servers: one file, `cookbook_state.json`.
//!
//! `file` reads it as its versions wrote it, `servers`, `presets`, `tasks` and `token` decide of each entry what becomes of
//! it, by the rules that hold for everybody else; `report` tells the person. It is no operation: whoever can write to the
//! data directory owns all in it, and the file lies beside it, on the server's disk.

mod file;
mod presets;
mod report;
mod servers;
mod tasks;
mod token;

use std::sync::mpsc;

use operation::{Caller, Error, Result, Tx, Workspace};

pub use file::Older;
pub use report::{Counts, Entry, Outcome, Report};

use report::Line;

impl Older {
    /// Takes over what is in it, in one transaction: all of what the report says, or nothing. What is there already stays
    /// as it is, so a second time changes nothing. A rehearsal does the same and takes it back.
    ///
    /// # Errors
    /// Faults alone: entries that cannot be used are in the report.
    pub async fn import(self, workspace: &Workspace, rehearsal: bool) -> Result<Report> {
        let (tell, told) = mpsc::sync_channel(1);
        let cx = workspace.context(Caller::house(), "command line");
        let stored = cx
            .write(move |tx| {
                let report = Report::new(take(tx, &self)?, rehearsal);
                tell.send(report).map_err(Error::fault)?;
                // An error is what takes a transaction back.
                if rehearsal {
                    return Err(Error::conflict("It was a rehearsal."));
                }
                Ok(())
            })
            .await;
        match (stored, told.try_recv()) {
            (Ok(()), Ok(report)) => Ok(report),
            (Err(_), Ok(report)) if rehearsal => Ok(report),
            (Err(error), _) => Err(error),
            (Ok(()), Err(error)) => Err(Error::fault(error)),
        }
    }
}

/// Servers first: presets and tasks are on them.
fn take(tx: &mut Tx<'_>, older: &Older) -> Result<Vec<Line>> {
    let mut lines = Vec::new();
    for entry in &older.servers {
        lines.push(servers::take(tx, entry)?);
    }
    lines.extend(servers::prefer(tx, older)?);
    lines.extend(token::take(tx, older)?);
    for entry in &older.presets {
        lines.push(presets::take(tx, entry, older)?);
    }
    for entry in &older.tasks {
        lines.push(tasks::take(tx, entry)?);
    }
    lines.extend(
        older
            .others
            .iter()
            .map(|(name, why)| Line::new("other", name).left_out(why, "")),
    );
    Ok(lines)
}
