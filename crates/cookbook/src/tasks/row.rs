//! A task as it is stored.

use diesel::prelude::*;
use operation::{Error, Instant, Result};
use serde::Serialize;
use serde::de::DeserializeOwned;
use storage::{AnyConn, each_backend};

use super::state::State;
use crate::command::Engine;
use crate::servers::Target;
use crate::tables::cookbook_tasks as tasks;

/// What sort of task.
pub(crate) const SERVE: &str = "serve";
pub(crate) const DOWNLOAD: &str = "download";
pub(crate) const INSTALL: &str = "install";

/// A row of the table.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = tasks, treat_none_as_null = true)]
pub(crate) struct Row {
    /// Also the name of its tmux session.
    pub(crate) id: String,
    /// `serve`, `download` or `install`.
    pub(crate) kind: String,
    pub(crate) name: String,
    pub(crate) repo_id: String,
    /// The command, as [`crate::command::Command`] reads it; of an adopted one, what is seen to run.
    pub(crate) cmd: String,
    pub(crate) server_id: Option<String>,
    /// JSON: a [`Target`].
    target: String,
    /// The name of its tmux socket: ours, or `default`.
    pub(crate) socket: String,
    pub(crate) engine: Option<String>,
    pub(crate) port: Option<i64>,
    pub(crate) state: State,
    pub(crate) state_since: Instant,
    /// Since when its machine does not answer; the state is the one of before.
    pub(crate) unreachable_since: Option<Instant>,
    /// What it is doing, in words.
    pub(crate) phase: Option<String>,
    pub(crate) percent: Option<i64>,
    /// JSON: how far a download or an install is.
    pub(crate) progress: Option<String>,
    /// JSON: how busy a server that is ready is.
    pub(crate) load: Option<String>,
    pub(crate) pid: Option<i64>,
    pub(crate) exit_code: Option<i64>,
    pub(crate) signal: Option<String>,
    /// Whether the kernel ended it because memory was short.
    pub(crate) oom: bool,
    /// Why it failed, or why its machine could not be asked, in sentences.
    pub(crate) error: Option<String>,
    /// JSON: a diagnosis.
    pub(crate) diagnosis: Option<String>,
    /// The part of the log that tells why it failed.
    pub(crate) excerpt: Option<String>,
    pub(crate) adopted: bool,
    pub(crate) log_path: Option<String>,
    /// Who started it: a [`operation::Caller::label`].
    pub(crate) started_by: String,
    pub(crate) created_at: Instant,
    pub(crate) ready_at: Option<Instant>,
    pub(crate) ended_at: Option<Instant>,
    /// When the person took it off the list; it is kept for the record of attempts.
    pub(crate) removed_at: Option<Instant>,
}

/// What a new one starts from.
pub(crate) struct New {
    pub(crate) id: String,
    pub(crate) kind: &'static str,
    pub(crate) name: String,
    pub(crate) repo_id: String,
    pub(crate) cmd: String,
    pub(crate) engine: Option<String>,
    pub(crate) port: Option<u16>,
    pub(crate) state: State,
    pub(crate) socket: String,
    pub(crate) adopted: bool,
    pub(crate) started_by: String,
    pub(crate) at: Instant,
}

impl Row {
    pub(crate) fn new(new: New, target: &Target) -> Result<Self> {
        Ok(Self {
            id: new.id,
            kind: new.kind.to_owned(),
            name: new.name,
            repo_id: new.repo_id,
            cmd: new.cmd,
            server_id: Some(target.server_id.clone()),
            target: json(target)?,
            socket: new.socket,
            engine: new.engine,
            port: new.port.map(i64::from),
            state: new.state,
            state_since: new.at,
            unreachable_since: None,
            phase: None,
            percent: None,
            progress: None,
            load: None,
            pid: None,
            exit_code: None,
            signal: None,
            oom: false,
            error: None,
            diagnosis: None,
            excerpt: None,
            adopted: new.adopted,
            log_path: None,
            started_by: new.started_by,
            created_at: new.at,
            ready_at: None,
            ended_at: None,
            removed_at: None,
        })
    }

    pub(crate) fn target(&self) -> Result<Target> {
        parsed(&self.target)
    }

    /// What sort of task.
    pub(crate) fn kind(&self) -> &'static str {
        match self.kind.as_str() {
            DOWNLOAD => DOWNLOAD,
            INSTALL => INSTALL,
            _ => SERVE,
        }
    }

    /// Which program serves.
    pub(crate) fn engine(&self) -> Engine {
        Engine::from_name(self.engine.as_deref().unwrap_or_default())
    }

    pub(crate) fn port(&self) -> Option<u16> {
        self.port.and_then(|port| u16::try_from(port).ok())
    }

    /// Puts it into another state; in the same one it only stays.
    pub(crate) fn enter(&mut self, state: State, at: Instant) {
        if self.state != state {
            self.state = state;
            self.state_since = at;
            if state == State::Ready && self.ready_at.is_none() {
                self.ready_at = Some(at);
            }
            if !state.is_live() {
                self.ended_at = Some(at);
                self.phase = None;
                self.percent = None;
                self.load = None;
            }
        }
    }
}

/// A part of a row that is kept as JSON.
pub(crate) fn json(value: &impl Serialize) -> Result<String> {
    Ok(serde_json::to_string(value)?)
}

/// The same, read.
pub(crate) fn parsed<T: DeserializeOwned>(text: &str) -> Result<T> {
    Ok(serde_json::from_str(text)?)
}

/// The tasks on the list, the latest first. What runs is among them, however long ago it was started: those that ended give
/// way.
pub(crate) fn listed(conn: &mut AnyConn, limit: i64) -> Result<Vec<Row>> {
    let on_list = || {
        tasks::table
            .filter(tasks::removed_at.is_null())
            .order((tasks::created_at.desc(), tasks::id))
            .select(Row::as_select())
    };
    let mut rows: Vec<Row> = on_list()
        .filter(tasks::state.eq_any(running()))
        .limit(limit)
        .load(conn)?;
    let ended: Vec<Row> = on_list()
        .filter(tasks::state.ne_all(running()))
        .limit(limit)
        .load(conn)?;
    let room = usize::try_from(limit).unwrap_or_default();
    let room = room.saturating_sub(rows.len());
    rows.extend(ended.into_iter().take(room));
    rows.sort_by(|a, b| (b.created_at, &a.id).cmp(&(a.created_at, &b.id)));
    Ok(rows)
}

/// The states of what runs.
fn running() -> Vec<State> {
    State::ALL.into_iter().filter(|s| s.is_live()).collect()
}

/// Those whose programs run, removed ones too: their ports are taken.
pub(crate) fn live(conn: &mut AnyConn) -> Result<Vec<Row>> {
    Ok(tasks::table
        .filter(tasks::state.eq_any(running()))
        .order((tasks::created_at, tasks::id))
        .select(Row::as_select())
        .load(conn)?)
}

/// Whether a download to this server has ended since.
pub(crate) fn downloaded_since(
    conn: &mut AnyConn,
    server_id: &str,
    since: Instant,
) -> Result<bool> {
    let ended = tasks::table
        .filter(tasks::kind.eq(DOWNLOAD))
        .filter(tasks::server_id.eq(server_id.to_owned()))
        .filter(tasks::ended_at.ge(since))
        .select(tasks::id);
    let ended: Option<String> = ended.first(conn).optional()?;
    Ok(ended.is_some())
}

/// What was tried with a model: the latest first.
pub(crate) fn attempts(
    conn: &mut AnyConn,
    repo_id: &str,
    server_id: Option<&str>,
    limit: i64,
) -> Result<Vec<Row>> {
    let mut query = tasks::table
        .filter(tasks::repo_id.eq(repo_id.to_owned()))
        .filter(tasks::kind.eq(SERVE))
        .order((tasks::created_at.desc(), tasks::id))
        .limit(limit)
        .select(Row::as_select())
        .into_boxed::<storage::MultiBackend>();
    if let Some(server_id) = server_id {
        query = query.filter(tasks::server_id.eq(server_id.to_owned()));
    }
    Ok(query.load(conn)?)
}

/// Those of these sessions that were ever tasks.
pub(crate) fn named(conn: &mut AnyConn, ids: Vec<String>) -> Result<Vec<Row>> {
    Ok(tasks::table
        .filter(tasks::id.eq_any(ids))
        .select(Row::as_select())
        .load(conn)?)
}

/// The task of that session, also one that was taken off the list.
pub(crate) fn find(conn: &mut AnyConn, id: &str) -> Result<Row> {
    tasks::table
        .find(id.to_owned())
        .select(Row::as_select())
        .first(conn)
        .optional()?
        .ok_or_else(|| {
            Error::not_found(format!("There is no task `{id}`."))
                .hint("`cookbook tasks` lists them; a session that was started elsewhere is taken up with `cookbook adopt`.")
                .field("session_id")
        })
}

pub(crate) fn exists(conn: &mut AnyConn, id: &str) -> Result<bool> {
    let found: Option<String> = tasks::table
        .find(id.to_owned())
        .select(tasks::id)
        .first(conn)
        .optional()?;
    Ok(found.is_some())
}

pub(crate) fn insert(conn: &mut AnyConn, row: &Row) -> Result<()> {
    each_backend!(conn, |c| diesel::insert_into(tasks::table)
        .values(row)
        .execute(c))?;
    Ok(())
}

/// Stores the row; answers whether it was still in the state `was` since then, and so was stored. Whoever decides from
/// an older look loses.
pub(crate) fn change(conn: &mut AnyConn, was: &Row, row: &Row) -> Result<bool> {
    let unchanged = tasks::table
        .filter(tasks::id.eq(row.id.clone()))
        .filter(tasks::state.eq(was.state))
        .filter(tasks::state_since.eq(was.state_since));
    let changed = match was.removed_at {
        Some(at) => diesel::update(unchanged.filter(tasks::removed_at.eq(at)))
            .set(row)
            .execute(conn)?,
        None => diesel::update(unchanged.filter(tasks::removed_at.is_null()))
            .set(row)
            .execute(conn)?,
    };
    Ok(changed == 1)
}

/// Drops a task that never was started.
pub(crate) fn delete(conn: &mut AnyConn, id: &str) -> Result<()> {
    diesel::delete(tasks::table.find(id.to_owned())).execute(conn)?;
    Ok(())
}
