//! Tasks: what ended is kept as an attempt, so that what failed is not tried again.
//!
//! What runs is not taken from the file, which may be old: the sweep takes it up where it is seen to run.

use operation::{Instant, Result, Tx};

use super::file::Fields;
use super::presets::{command, server};
use super::report::Line;
use super::servers::{environment, gpus};
use crate::command::{Command, RepoId, SessionName};
use crate::diagnosis::{self, Diagnosis, Facts};
use crate::servers::{Overrides, Target};
use crate::tasks::row::{self, Row, json};
use crate::tasks::{DEFAULT_SOCKET, New, SERVE, State};

/// What stands before the session's name. Under its own name the sweep would not take the session up, and what the older
/// program called a failure may run.
const PREFIX: &str = "older-";
/// The line with which the older program ended a log, before the exit code.
const EXITED: &str = "=== Process exited with code ";

/// Takes over one task.
pub(super) fn take(tx: &mut Tx<'_>, entry: &Fields) -> Result<Line> {
    let payload = entry.within("payload");
    let session = entry.first(&["sessionId", "id"]);
    let model = [payload.text("repo_id"), entry.first(&["modelId", "name"])];
    let model = model
        .into_iter()
        .find(|name| !name.is_empty())
        .unwrap_or_default();
    let line = Line::new("task", format!("{session} {model}").trim());
    let status = entry.text("status");
    let fetches = entry.text("type") == "download" || payload.flag("_dep");
    let state = match status.as_str() {
        _ if fetches => return Ok(fetched(line, &status, &model)),
        "done" | "completed" => State::Done,
        "stopped" => State::Stopped,
        "error" | "crashed" => State::Failed,
        _ => {
            return Ok(line.left_out(
                format!("It is {} as far as the file tells, which may be long ago.", if status.is_empty() { "unfinished" } else { &status }),
                "If its session still runs a model server on a machine that is set up, it is taken up by itself within a minute \
                 (one that is not named `serve-…` or `cookbook-…` with `odysseus cookbook adopt`).",
            ));
        }
    };
    ended(tx, entry, line, &session, &model, state)
}

/// Files that were fetched are found where they are.
fn fetched(line: Line, status: &str, model: &str) -> Line {
    match status {
        "done" | "completed" => {
            line.left_out("It is over, and what it fetched is found where it is.", "")
        }
        _ => line.left_out(
            "It did not end well, or not yet.",
            format!("Fetch it again: `odysseus cookbook download {model}` goes on where it was."),
        ),
    }
}

/// Keeps what ended in the ledger of attempts, off the list.
fn ended(
    tx: &mut Tx<'_>,
    entry: &Fields,
    mut line: Line,
    session: &str,
    model: &str,
    state: State,
) -> Result<Line> {
    let payload = entry.within("payload");
    let command = match command(payload.raw("_cmd")) {
        Ok(command) => command,
        Err((why, _)) => return Ok(line.left_out(why, "")),
    };
    let (Ok(id), Ok(repo_id)) = (
        SessionName::parse(&format!("{PREFIX}{session}")),
        RepoId::parse(model),
    ) else {
        return Ok(line.left_out(
            "Its session or its model has a name that cannot be used.",
            "",
        ));
    };
    if row::exists(tx.conn, id.as_str())? {
        return Ok(line.here("It is among the attempts."));
    }
    let host = match payload.text("remote_host") {
        host if host.is_empty() => entry.text("remoteHost"),
        host => host,
    };
    let Some(server) = server(tx, &host) else {
        return Ok(line.left_out(format!("No server is {host}."), ""));
    };
    let overrides = Overrides {
        port: None,
        environment: payload
            .has("_env")
            .then(|| environment(&payload, "_env", "_envPath", &mut line)),
        gpus: payload
            .has("_gpus")
            .then(|| gpus(&payload, "_gpus", &mut line).parse())
            .transpose()?,
    };
    let target = Target::resolve(tx.conn, &server.id, "host", overrides)?;
    let at = began(entry).unwrap_or_else(|| tx.now().into());
    let new = New {
        id: id.as_str().to_owned(),
        kind: SERVE,
        name: repo_id.name().to_owned(),
        repo_id: repo_id.to_string(),
        cmd: command.text(),
        engine: Some(command.engine().name().to_owned()),
        port: command.port(),
        state,
        socket: DEFAULT_SOCKET.to_owned(),
        adopted: false,
        started_by: "person".to_owned(),
        at,
    };
    let mut row = Row::new(new, &target)?;
    // When it answered is not known.
    let answered = entry.flag("_serveReady") || entry.flag("_everReachable");
    row.ready_at = answered.then_some(at);
    row.removed_at = Some(tx.now().into());
    row.exit_code = exit_code(entry.raw("output")).map(i64::from);
    let why = diagnosed(entry, &command, &row).filter(|_| state == State::Failed);
    row.diagnosis = why.map(|found| json(&found)).transpose()?;
    row::insert(tx.conn, &row)?;
    Ok(line)
}

/// When it was started, where that is told.
fn began(entry: &Fields) -> Option<Instant> {
    let ms = entry.0.get("ts")?.as_i64()?;
    jiff::Timestamp::from_millisecond(ms)
        .ok()
        .map(Instant::from)
}

/// Why it failed, as the end of its log tells; no guesses from the way it ended.
fn diagnosed(entry: &Fields, command: &Command, row: &Row) -> Option<Diagnosis> {
    let facts = Facts {
        command: Some(command),
        ended: true,
        exit_code: exit_code(entry.raw("output")),
        ready: row.ready_at.is_some(),
        ..Facts::default()
    };
    diagnosis::diagnose(entry.raw("output"), 0, &facts).filter(|found| found.root.is_some())
}

fn exit_code(output: &str) -> Option<i32> {
    let (_, after) = output.rsplit_once(EXITED)?;
    after.split_whitespace().next()?.parse().ok()
}
