//! `cookbook.log_remove`.

use std::time::Duration;

use operation::{Context, Effect, Error, Method, Operation, Result, Text};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::LAUNCH;
use crate::command::SessionName;
use crate::cookbook::{Cookbook, unavailable};
use crate::machine::Script;
use crate::runner::KEPT;

const LIMIT: Duration = Duration::from_secs(10);

/// Removes the log of an ended program from its machine, for good. Its task stays on the list.
#[derive(Deserialize, JsonSchema)]
struct Remove {
    /// The session whose log it is, as `cookbook.logs` lists it.
    session_id: SessionName,
    /// Which machine: a server's name or host; left out, this one.
    #[serde(default)]
    host: Option<Text<255>>,
}

#[derive(Serialize, JsonSchema)]
struct Removed {
    session_id: String,
    /// `user@machine`, or `local`.
    host: String,
}

pub(crate) fn operation(cookbook: Cookbook) -> Operation {
    Operation::work("cookbook.log_remove", Effect::Destroy, move |cx, input| {
        remove(cookbook.clone(), cx, input)
    })
    .scope(LAUNCH)
    .instance()
    .route(Method::Delete, "/cookbook/logs/{session_id}")
}

async fn remove(cookbook: Cookbook, cx: Context, input: Remove) -> Result<Removed> {
    let target = super::target(&cx, input.host).await?;
    let session = input.session_id.as_str();
    let script = Script::new(include_str!("remove.sh"))
        .with(KEPT)
        .word(session);
    let reply = cookbook
        .machines(cx.workspace())
        .run(&target.machine()?, &script, LIMIT)
        .await
        .map_err(|trouble| unavailable(target.called(), &trouble).field("host"))?;
    match String::from_utf8_lossy(&reply.stdout).trim() {
        "removed" => Ok(Removed {
            session_id: session.to_owned(),
            host: target.remote().to_owned(),
        }),
        "running" => Err(Error::conflict(format!(
            "The program of {session} runs, and its log is kept for as long as it does; stop it first."
        ))
        .field("session_id")),
        "none" => Err(super::missing(&session, target.called())),
        _ => Err(Error::unavailable(format!(
            "{} did not remove it. {}",
            target.called(),
            reply.stderr.trim()
        ))),
    }
}
