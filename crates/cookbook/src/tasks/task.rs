//! A task as it is shown.

use operation::{Error, Instant, Result};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::row::{self, Row};
use super::state::State;
use crate::diagnosis::Diagnosis;
use crate::output::Load;
use crate::transfers::Progress;

/// A program on a machine: a model server, a download, an install.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
pub(crate) struct Task {
    /// Its tmux session's name; also its id.
    pub(crate) session_id: String,
    /// `serve`, `download` or `install`.
    pub(crate) kind: String,
    /// What it is called: the last part of the model's name.
    pub(crate) name: String,
    /// The model.
    pub(crate) repo_id: String,
    /// The command; the values of keys are left out.
    pub(crate) cmd: String,
    /// The engine: `vllm`, `llama_cpp`, `ollama`, …
    pub(crate) engine: Option<String>,
    /// Where it is on its way.
    pub(crate) state: State,
    /// The same in one of the words `running`, `queued`, `ready`, `done`, `stopped`, `error`, `crashed`.
    pub(crate) status: String,
    /// Since when it is in that state.
    pub(crate) since: Instant,
    /// Whether its machine answered when it was looked at last; where it did not, the state is the last known one.
    pub(crate) reachable: bool,
    /// Since when its machine does not answer.
    pub(crate) unreachable_since: Option<Instant>,
    /// What it is doing, in words.
    pub(crate) phase: Option<String>,
    /// How far it is with that.
    pub(crate) percent: Option<i64>,
    /// How far a download or an install is, in bytes.
    pub(crate) progress: Option<Progress>,
    /// How busy a server that is ready is; null where its log does not tell.
    pub(crate) load: Option<Load>,
    /// The server's id.
    pub(crate) server_id: Option<String>,
    /// The server's name.
    pub(crate) server: String,
    /// `user@machine`, or `local`.
    pub(crate) host: String,
    /// The port that it serves on.
    pub(crate) port: Option<u16>,
    /// Where it answers once it does, as this machine reaches it: `http://machine:port`.
    pub(crate) address: Option<String>,
    /// The address of its OpenAI-compatible API up to `/v1`, once it answers; null for programs that are not known to have
    /// one.
    pub(crate) base_url: Option<String>,
    /// Which GPUs it was given; empty for all.
    pub(crate) gpus: String,
    /// The process id of the program on its machine.
    pub(crate) pid: Option<i64>,
    /// The program's exit code; null while it runs, and when a signal ended it.
    pub(crate) exit_code: Option<i64>,
    /// The signal that ended it.
    pub(crate) signal: Option<String>,
    /// Whether the kernel ended it because memory was short.
    pub(crate) oom: bool,
    /// Why it failed, where there is no log to tell; while its machine does not answer, why that is.
    pub(crate) error: Option<String>,
    /// Why it failed, as read from its log, and what to try next.
    pub(crate) diagnosis: Option<Diagnosis>,
    /// The part of the log that tells why it failed.
    pub(crate) excerpt: Option<String>,
    /// Whether it was started elsewhere and taken up.
    pub(crate) adopted: bool,
    /// Where its log is, on its machine.
    pub(crate) log_path: Option<String>,
    /// How to look at its terminal, on its machine.
    pub(crate) attach: Option<String>,
    /// Who started it: `person`, `token:NAME` or `job`.
    pub(crate) started_by: String,
    /// When it was started.
    pub(crate) created_at: Instant,
    /// When it answered for the first time.
    pub(crate) ready_at: Option<Instant>,
    /// When it ended.
    pub(crate) ended_at: Option<Instant>,
}

impl TryFrom<Row> for Task {
    type Error = Error;

    fn try_from(row: Row) -> Result<Self> {
        let target = row.target()?;
        let port = row.port();
        let address = super::address(&row, &target);
        let base_url = super::base_url(&row, &target);
        Ok(Self {
            diagnosis: (row.diagnosis.as_deref().map(row::parsed).transpose()?)
                .map(Diagnosis::redacted),
            status: row.state.status(row.ready_at.is_some()).to_owned(),
            attach: super::attach(&row, &target),
            session_id: row.id,
            kind: row.kind,
            name: row.name,
            repo_id: row.repo_id,
            cmd: crate::command::redacted(&row.cmd),
            engine: row.engine,
            state: row.state,
            since: row.state_since,
            reachable: row.unreachable_since.is_none(),
            unreachable_since: row.unreachable_since,
            phase: row.phase,
            percent: row.percent,
            progress: row.progress.as_deref().map(row::parsed).transpose()?,
            load: row.load.as_deref().map(row::parsed).transpose()?,
            server_id: row.server_id,
            server: target.server.clone(),
            host: target.remote().to_owned(),
            port,
            address,
            base_url,
            gpus: target.gpus,
            pid: row.pid,
            exit_code: row.exit_code,
            signal: row.signal,
            oom: row.oom,
            error: row.error,
            excerpt: row.excerpt,
            adopted: row.adopted,
            log_path: row.log_path,
            started_by: row.started_by,
            created_at: row.created_at,
            ready_at: row.ready_at,
            ended_at: row.ended_at,
        })
    }
}
