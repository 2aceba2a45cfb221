//! `cookbook.relaunch`.

use operation::{Context, Effect, Error, Method, Operation, Result, Text};
use schemars::JsonSchema;
use serde::Deserialize;

use super::{Launch, Launched, Program, launch};
use crate::LAUNCH;
use crate::command::{Command, RepoId, SessionName};
use crate::cookbook::Cookbook;
use crate::tasks::{SERVE, row};

/// Launches an ended task again on the same machine: as it was, or with another command, such as one that its diagnosis
/// suggests.
#[derive(Deserialize, JsonSchema)]
struct Relaunch {
    /// The session of the task that is to be launched again.
    session_id: SessionName,
    /// The command, where it is another one.
    cmd: Option<Text<8192>>,
}

pub(crate) fn operation(cookbook: Cookbook) -> Operation {
    Operation::work("cookbook.relaunch", Effect::Launch, move |cx, input| {
        relaunch(cookbook.clone(), cx, input)
    })
    .scope(LAUNCH)
    .instance()
    .redact(crate::redact)
    .route(Method::Post, "/cookbook/tasks/{session_id}/relaunch")
}

async fn relaunch(cookbook: Cookbook, cx: Context, input: Relaunch) -> Result<Launched> {
    let id = input.session_id.as_str().to_owned();
    let row = cx.read(move |view| row::find(view.conn, &id)).await?;
    if row.state.is_live() {
        return Err(Error::conflict(format!(
            "{} is {}; stop it first.",
            row.name,
            row.state.name()
        ))
        .field("session_id"));
    }
    let program = match input.cmd {
        Some(_) if row.kind() != SERVE => {
            return Err(
                Error::bad_input("Only the command of a model server can be another one.")
                    .field("cmd"),
            );
        }
        Some(text) => Program::from(&Command::parse(&text)?.with_secrets_of(&row.cmd)?),
        None if row.adopted => {
            return Err(Error::bad_input(
                "This task was started elsewhere, so its exact command is not known; give `cmd`.",
            )
            .field("cmd"));
        }
        None => Program::kept(row.kind(), &row.cmd)?,
    };
    // What a sweep read from a command line may be no name of a model: a path from where that was started.
    let names = [&row.repo_id, &row.name];
    let repo_id = match names.into_iter().find_map(|name| RepoId::parse(name).ok()) {
        Some(repo_id) => repo_id,
        None => RepoId::parse(&format!("adopted:{}", row.id))?,
    };
    let again = Launch {
        target: row.target()?,
        repo_id,
        program,
        hf_token: None,
    };
    launch(&cookbook, &cx, again).await
}
