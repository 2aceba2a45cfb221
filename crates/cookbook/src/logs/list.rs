//! `cookbook.logs`: the logs that a machine keeps.

use operation::{Context, Effect, Instant, Limit, Method, Operation, Result, Text};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::kept::{Log, kept};
use crate::READ;
use crate::cookbook::Cookbook;
use crate::tasks::{Row, State, row};

/// Lists the logs that a machine keeps, the one written to last first: of what runs, of what ended, and of what was taken
/// off the list.
///
/// Logs of running programs are kept whole. Those of ended ones are removed 30 days after the end, and the oldest
/// earlier while all of them take more than 5 GiB.
#[derive(Deserialize, JsonSchema)]
struct Logs {
    /// Which machine: a server's name or host; left out, this one.
    #[serde(default)]
    host: Option<Text<255>>,
    /// How many at most.
    #[serde(default)]
    limit: Limit,
}

#[derive(Serialize, JsonSchema)]
struct Listed {
    logs: Vec<Shown>,
    /// How many there are in all.
    total: usize,
    /// How large they are together, in bytes.
    total_bytes: u64,
    /// `user@machine`, or `local`.
    host: String,
    /// Where they are, on that machine.
    directory: String,
}

/// A log that a machine keeps.
#[derive(Serialize, JsonSchema)]
struct Shown {
    /// The session whose log it is.
    session_id: String,
    /// Its size.
    bytes: u64,
    /// When it was last written to, by that machine's clock.
    written_at: Instant,
    /// When its program was started, by that machine's clock.
    began_at: Option<Instant>,
    /// When its program ended; null while it runs, and where nothing tells.
    ended_at: Option<Instant>,
    /// Whether its program runs.
    running: bool,
    /// The program's exit code; null while it runs, when a signal ended it, and where nothing tells.
    exit_code: Option<i32>,
    /// The signal that ended it.
    signal: Option<String>,
    /// Whose log it is; null where no task of this Odysseus knows it.
    task: Option<KnownTask>,
}

/// The task whose log it is.
#[derive(Serialize, JsonSchema)]
struct KnownTask {
    /// What it is called.
    name: String,
    /// `serve`, `download` or `install`.
    kind: String,
    /// Where it is on its way.
    state: State,
    /// Whether it was taken off the list.
    removed: bool,
}

pub(crate) fn operation(cookbook: Cookbook) -> Operation {
    Operation::work("cookbook.logs", Effect::Read, move |cx, input| {
        logs(cookbook.clone(), cx, input)
    })
    .scope(READ)
    .instance()
    .route(Method::Get, "/cookbook/logs")
}

async fn logs(cookbook: Cookbook, cx: Context, input: Logs) -> Result<Listed> {
    let target = super::target(&cx, input.host).await?;
    let machines = cookbook.machines(cx.workspace());
    let mut kept = kept(machines, &target.machine()?, target.called()).await?;
    let (total, total_bytes) = (kept.logs.len(), kept.logs.iter().map(|log| log.bytes).sum());
    kept.logs
        .truncate(usize::try_from(input.limit.rows()).unwrap_or(usize::MAX));
    let sessions: Vec<String> = kept.logs.iter().map(|log| log.session.clone()).collect();
    let tasks = cx.read(move |view| row::named(view.conn, sessions)).await?;
    Ok(Listed {
        logs: kept
            .logs
            .into_iter()
            .map(|log| {
                let task = tasks.iter().find(|row| row.id == log.session);
                Shown::new(log, task)
            })
            .collect(),
        total,
        total_bytes,
        host: target.remote().to_owned(),
        directory: kept.directory,
    })
}

impl Shown {
    fn new(log: Log, task: Option<&Row>) -> Self {
        let at = |seconds: i64| Instant(seconds.saturating_mul(1000));
        Self {
            session_id: log.session,
            bytes: log.bytes,
            written_at: at(log.modified),
            began_at: log.status.start.map(at),
            ended_at: log.status.end.map(at),
            running: log.running,
            exit_code: log.status.code.filter(|_| log.status.signal.is_none()),
            signal: log.status.signal,
            task: task.map(|row| KnownTask {
                name: row.name.clone(),
                kind: row.kind.clone(),
                state: row.state,
                removed: row.removed_at.is_some(),
            }),
        }
    }
}
