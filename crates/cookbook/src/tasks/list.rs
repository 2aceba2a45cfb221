//! `cookbook.tasks`.

use operation::{Context, Effect, Instant, Limit, Method, Operation, Result};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::words::told;
use super::{Task, row};
use crate::READ;
use crate::cookbook::Cookbook;

/// Lists what runs, ran or failed on all machines, the latest first, as it is now: machines are looked at when the last
/// look is older than a few seconds.
///
/// `state` says where each is on its way (queued, preflight, starting, loading, ready, done, failed, stopping, stopped,
/// stop_failed). A failed one has a `diagnosis` with commands to try, and an `excerpt` of its log that starts at the cause.
#[derive(Deserialize, JsonSchema)]
struct Tasks {
    /// How many at most.
    #[serde(default)]
    limit: Limit,
}

#[derive(Serialize, JsonSchema)]
struct Listed {
    tasks: Vec<Task>,
    /// When the machines were looked at; of the one looked at longest ago.
    seen_at: Option<Instant>,
}

pub(crate) fn operation(cookbook: Cookbook) -> Operation {
    Operation::work("cookbook.tasks", Effect::Read, move |cx, input| {
        tasks(cookbook.clone(), cx, input)
    })
    .scope(READ)
    .instance()
    .route(Method::Get, "/cookbook/tasks")
    .markdown(markdown)
    .everyday()
}

async fn tasks(cookbook: Cookbook, cx: Context, input: Tasks) -> Result<Listed> {
    let seen_at = cookbook.look(&cx).await?;
    let rows = cx
        .read(move |view| row::listed(view.conn, input.limit.rows()))
        .await?;
    let tasks = rows
        .into_iter()
        .map(Task::try_from)
        .collect::<Result<_>>()?;
    Ok(Listed { tasks, seen_at })
}

/// So many commands are told of each that has failed; all of them are with its output.
const COMMANDS: usize = 2;

fn markdown(value: &Value) -> String {
    let tasks = value["tasks"].as_array().map(Vec::as_slice);
    let lines: Vec<String> = tasks
        .unwrap_or_default()
        .iter()
        .map(|task| told(task, COMMANDS))
        .collect();
    if lines.is_empty() {
        return "Nothing runs, and nothing was started yet.".to_owned();
    }
    lines.join("\n")
}
