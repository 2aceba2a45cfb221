//! Why a task failed: its log, read from the cause on, and a diagnosis.

use operation::{Context, Result};

use crate::command::Command;
use crate::cookbook::Cookbook;
use crate::diagnosis::{self, Facts, Wants};
use crate::machine::Machine;
use crate::output::Part;
use crate::output::excerpt::excerpt;
use crate::runner;
use crate::tasks::row::json;
use crate::tasks::{self, Row};

/// So many lines are read for it: the cause of a failure may be far above its end.
const LINES: usize = 4000;

/// Adds the excerpt and the diagnosis to a task that has failed. Where the log cannot be read, there is none.
pub(crate) async fn explain(cookbook: &Cookbook, cx: &Context, row: &mut Row) {
    if let Err(error) = read(cookbook, cx, row).await {
        tracing::warn!(session = row.id, error = ?error, "why a task failed could not be read");
    }
}

async fn read(cookbook: &Cookbook, cx: &Context, row: &mut Row) -> Result<()> {
    let window = crate::tail::window(cookbook, cx, row, Part::End { lines: LINES }).await?;
    let excerpt = excerpt(&window.text, window.from);
    if !excerpt.text.is_empty() {
        row.excerpt = Some(excerpt.text);
    }
    let command = Command::parse(&row.cmd).ok();
    let mut facts = Facts {
        command: command.as_ref(),
        ended: true,
        exit_code: row.exit_code.and_then(|code| i32::try_from(code).ok()),
        signal: row.signal.as_deref(),
        oom: row.oom,
        ready: row.ready_at.is_some(),
        ..Facts::default()
    };
    let diagnosed = |facts: &Facts<'_>| diagnosis::diagnose(&window.text, window.from, facts);
    let mut found = diagnosed(&facts);
    let wants = found
        .as_ref()
        .map(|found| found.wants(&facts))
        .unwrap_or_default();
    if wants.is_some() {
        ask(cookbook, cx, row, wants, &mut facts).await;
        found = diagnosed(&facts);
    }
    row.diagnosis = found.map(|found| json(&found)).transpose()?;
    Ok(())
}

/// The ports of the tasks of that machine: one that only begins does not listen yet.
async fn promised(cx: &Context, machine: Machine) -> Result<Vec<u16>> {
    cx.read(move |view| {
        let mut ports = Vec::new();
        for row in tasks::row::live(view.conn)? {
            if row.target()?.machine()? == machine {
                ports.extend(row.port());
            }
        }
        Ok(ports)
    })
    .await
}

/// Asks the machine for what would make the suggestions better; what it does not tell stays unknown.
async fn ask(cookbook: &Cookbook, cx: &Context, row: &Row, wants: Wants, facts: &mut Facts<'_>) {
    let Ok((target, machine)) = row
        .target()
        .and_then(|target| target.machine().map(|machine| (target, machine)))
    else {
        return;
    };
    if let Some(from) = wants.port_from {
        let machines = cookbook.machines(cx.workspace());
        let promised = promised(cx, machine.clone()).await.unwrap_or_default();
        match runner::free_port(machines, &machine, from, &promised).await {
            Ok(port) => facts.free_port = port,
            Err(trouble) => tracing::debug!(%trouble, "no free port was looked for"),
        }
    }
    if wants.gpus {
        match cookbook.gpu_count(cx.workspace(), &machine).await {
            Ok(count) => {
                let chosen = facts
                    .command
                    .and_then(|command| command.variable("CUDA_VISIBLE_DEVICES"))
                    .unwrap_or(&target.gpus);
                let chosen = chosen.split(',').filter(|gpu| !gpu.trim().is_empty());
                let count = match chosen.count() {
                    0 => count,
                    some => some.min(count),
                };
                facts.gpus = u32::try_from(count).ok();
            }
            Err(error) => tracing::debug!(error = ?error, "how many GPUs there are is not known"),
        }
    }
}
