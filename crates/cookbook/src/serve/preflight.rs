//! `cookbook.preflight`, and what a machine is asked before a launch.

use operation::{Context, Effect, Method, Operation, Result};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::launch::{look, unpromised};
use super::operation::Serve;
use crate::LAUNCH;
use crate::command::{Engine, redacted};
use crate::cookbook::Cookbook;

/// Looks whether a launch would be possible, and starts nothing. It takes what `cookbook.serve` takes, and refuses what that
/// would refuse.
#[derive(Deserialize, JsonSchema)]
struct Look(Serve);

#[derive(Serialize, JsonSchema)]
struct Seen {
    /// The command as it was understood.
    cmd: String,
    /// The engine.
    engine: Engine,
    /// The port that it would serve on.
    port: Option<u16>,
    /// Where: `user@machine`, or `local`.
    remote: String,
    /// What may go wrong, and what would be adapted.
    warnings: Vec<String>,
}

pub(crate) fn operation(cookbook: Cookbook) -> Operation {
    Operation::work("cookbook.preflight", Effect::Read, move |cx, input| {
        preflight(cookbook.clone(), cx, input)
    })
    // It asks the Python of the command, wherever that is: looking is running a program, too.
    .scope(LAUNCH)
    .instance()
    .route(Method::Post, "/cookbook/preflight")
}

async fn preflight(cookbook: Cookbook, cx: Context, input: Look) -> Result<Seen> {
    let launch = input.0.read(&cx).await?;
    let (port, machine) = (launch.program.own_port(), launch.target.machine()?);
    cx.read(move |view| unpromised(view.conn, port, &machine))
        .await?;
    let looked = look(
        &cookbook,
        &cx,
        &launch.target,
        &launch.program,
        &launch.repo_id,
    )
    .await?;
    Ok(Seen {
        cmd: redacted(&launch.program.cmd),
        engine: launch.program.engine,
        port: launch.program.port,
        remote: launch.target.remote().to_owned(),
        warnings: looked.warnings,
    })
}
