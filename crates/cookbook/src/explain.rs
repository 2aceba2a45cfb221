//! Why a task failed: its log, read from the cause on, and a diagnosis.

use operation::{Context, Result};

use crate::command::Command;
use crate::cookbook::Cookbook;
use crate::diagnosis::{self, Facts};
use crate::output::Part;
use crate::output::excerpt::excerpt;
use crate::tasks::Row;
use crate::tasks::row::json;

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
    let facts = Facts {
        command: command.as_ref(),
        ended: true,
        exit_code: row.exit_code.and_then(|code| i32::try_from(code).ok()),
        signal: row.signal.as_deref(),
        oom: row.oom,
        ready: row.ready_at.is_some(),
        ..Facts::default()
    };
    let found = diagnosis::diagnose(&window.text, window.from, &facts);
    row.diagnosis = found.map(|found| json(&found)).transpose()?;
    Ok(())
}
