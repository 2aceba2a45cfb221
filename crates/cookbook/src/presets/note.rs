//! Notes with a preset what its launch needs, as soon as that is ready.

use operation::{Caller, Result, Workspace};

use super::needs::{self, Needs};
use crate::command::Command;
use crate::cookbook::Cookbook;
use crate::hardware::Look;
use crate::runner;
use crate::tasks::{Row, SERVE};
use crate::watch::Pid;

/// Looks what the program and its processes take. Nobody waits for it: a large model takes long to be sized.
pub(crate) fn note(cookbook: &Cookbook, workspace: &Workspace, row: Row, own: Vec<Pid>) {
    if row.adopted || row.kind != SERVE {
        return;
    }
    let (cookbook, workspace) = (cookbook.clone(), workspace.clone());
    tokio::spawn(async move {
        if let Err(error) = noted(&cookbook, &workspace, &row, &own).await {
            tracing::warn!(session = row.id, error = ?error, "what a launch needs was not seen");
        }
    });
}

async fn noted(cookbook: &Cookbook, workspace: &Workspace, row: &Row, own: &[Pid]) -> Result<()> {
    let target = row.target()?;
    let machine = target.machine()?;
    let command = Command::parse(&row.cmd)?;
    let look = Look::default();
    let (host, footprint) = tokio::join!(
        cookbook.host(workspace, &machine, &look),
        runner::footprint(cookbook.machines(workspace), &target, &command),
    );
    // Either is worth something without the other.
    let gpus = host.map(|host| host.gpus).unwrap_or_default();
    let seen = Needs::seen(&gpus, own, footprint.unwrap_or_default());
    if seen == Needs::default() {
        return Ok(());
    }
    let cx = workspace.context(Caller::house(), "watch");
    let (cmd, server_id) = (row.cmd.clone(), target.server_id);
    cx.write(move |tx| {
        if needs::store(tx.conn, &cmd, &server_id, &seen)? {
            super::tell(tx)?;
        }
        Ok(())
    })
    .await
}
