//! `cookbook.attempts`.

use operation::{Instant, Method, Operation, Result, Text, View};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::row::{self, Row};
use super::state::State;
use crate::READ;
use crate::diagnosis::{Class, Diagnosis};
use crate::servers;

/// So many are told.
const MOST: i64 = 50;

/// Tells what was tried with a model and what came of it, the latest first, so that what failed is not tried again.
#[derive(Deserialize, JsonSchema)]
struct Attempts {
    /// The model.
    repo_id: Text<400>,
    /// On this server alone: its name, id or host.
    server: Option<Text<255>>,
}

/// One launch, and what came of it.
#[derive(Debug, Serialize, JsonSchema)]
struct Attempt {
    /// Its session.
    session_id: String,
    /// The command; the values of keys are left out.
    cmd: String,
    /// The server's name.
    server: String,
    /// Which GPUs it was given.
    gpus: String,
    /// How it went: `ready` for one that answered, whatever came after; otherwise its state.
    outcome: State,
    /// What was wrong, as a class of the diagnosis.
    class: Option<Class>,
    /// The same in a sentence.
    why: Option<String>,
    /// When it was started.
    at: Instant,
    /// How long it took until it answered, in seconds; null also where that is not known.
    ready_after_seconds: Option<i64>,
}

#[derive(Serialize, JsonSchema)]
struct Listed {
    attempts: Vec<Attempt>,
}

pub(crate) fn operation() -> Operation {
    Operation::read("cookbook.attempts", attempts)
        .scope(READ)
        .instance()
        .route(Method::Get, "/cookbook/attempts")
}

fn attempts(view: &mut View<'_>, input: Attempts) -> Result<Listed> {
    let server = input
        .server
        .map(|name| servers::server(view.conn, &name, "server"))
        .transpose()?;
    let id = server.as_ref().map(|row| row.id.as_str());
    let rows = row::attempts(view.conn, input.repo_id.trimmed(), id, MOST)?;
    let attempts = rows.into_iter().map(attempt).collect::<Result<_>>()?;
    Ok(Listed { attempts })
}

fn attempt(row: Row) -> Result<Attempt> {
    let target = row.target()?;
    let diagnosis: Option<Diagnosis> = row.diagnosis.as_deref().map(row::parsed).transpose()?;
    let outcome = match row.ready_at {
        Some(_) => State::Ready,
        None => row.state,
    };
    Ok(Attempt {
        cmd: crate::command::redacted(&row.cmd),
        server: target.server,
        gpus: target.gpus,
        outcome,
        class: diagnosis.as_ref().map(|found| found.class),
        why: diagnosis.map(|found| found.message).or(row.error),
        at: row.created_at,
        ready_after_seconds: row
            .ready_at
            // What was taken over from an older Odysseus has no other time than its start.
            .filter(|ready| ready.0 > row.created_at.0)
            .map(|ready| (ready.0 - row.created_at.0) / 1000),
        session_id: row.id,
    })
}
