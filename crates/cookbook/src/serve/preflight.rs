//! `cookbook.preflight`, and what a machine is asked before a launch.

use operation::{Context, Effect, Method, Operation, Result};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::launch::look;
use super::operation::Serve;
use crate::READ;
use crate::command::{Command, Engine};
use crate::cookbook::Cookbook;
use crate::runner::Question;
use crate::servers::Target;
use crate::tasks::SERVE;

/// What a launch needs to know of its machine.
pub(crate) struct Asked {
    environment: &'static str,
    environment_path: String,
    program: String,
    module: Option<String>,
    port: Option<u16>,
    model_path: Option<String>,
    repo_id: Option<String>,
    variables: Vec<(String, String)>,
}

impl Asked {
    pub(crate) fn of(command: &Command, target: &Target, repo_id: &str, kind: &str) -> Self {
        let (environment, environment_path) = target.environment.stored();
        let model_path = command.needs_model_file().map(str::to_owned);
        let hub = model_path.is_none() && repo_id.contains('/') && !repo_id.starts_with(['/', '~']);
        Self {
            environment,
            environment_path,
            program: command.binary().to_owned(),
            module: command.python_module().map(str::to_owned),
            port: command.port().filter(|_| kind == SERVE),
            repo_id: (hub && kind == SERVE).then(|| repo_id.to_owned()),
            model_path,
            variables: command
                .variables()
                .map(|(name, value)| (name.to_owned(), value.to_owned()))
                .collect(),
        }
    }

    pub(crate) fn question(&self) -> Question<'_> {
        Question {
            environment: self.environment,
            environment_path: &self.environment_path,
            program: &self.program,
            module: self.module.as_deref(),
            port: self.port,
            model_path: self.model_path.as_deref(),
            repo_id: self.repo_id.as_deref(),
            needed_bytes: None,
            variables: &self.variables,
        }
    }
}

/// Looks whether a launch would be possible, and starts nothing. It takes what `cookbook.serve` takes, and refuses what that
/// would refuse.
#[derive(Deserialize, JsonSchema)]
struct Look {
    #[serde(flatten)]
    serve: Serve,
}

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
    .scope(READ)
    .instance()
    .route(Method::Post, "/cookbook/preflight")
}

async fn preflight(cookbook: Cookbook, cx: Context, input: Look) -> Result<Seen> {
    let launch = input.serve.read()?;
    let command = Command::parse(&launch.cmd)?;
    let (server, overrides) = (launch.server, launch.overrides);
    let target = cx
        .read(move |view| Target::resolve(view.conn, &server, "remote_host", overrides))
        .await?;
    let asked = Asked::of(&command, &target, &launch.repo_id.to_string(), launch.kind);
    let machines = cookbook.machines(cx.workspace());
    let looked = look(machines, &target.machine()?, &target, &asked).await?;
    Ok(Seen {
        cmd: command.redacted_text(),
        engine: command.engine(),
        port: command.port(),
        remote: target.remote().to_owned(),
        warnings: looked.warnings,
    })
}
