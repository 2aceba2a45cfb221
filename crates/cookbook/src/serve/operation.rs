//! `cookbook.serve`.

use operation::{Context, Effect, Error, Method, Operation, Result, Text};
use schemars::JsonSchema;
use serde::Deserialize;

use super::{Launch, Program, launch};
use crate::LAUNCH;
use crate::command::{Command, Environment, Gpus, HfToken, RepoId, SshPort};
use crate::cookbook::Cookbook;
use crate::servers::{Overrides, Target};

/// Launches a model server on this machine or on one that is set up, in a tmux session of its own, and watches it.
///
/// The command is one program with its arguments, such as `vllm serve org/model --port 8000`: no shell, so no `cd`,
/// `source`, `;`, `&&`, pipes or redirections. What is set of the server (environment, GPUs, ssh port) is applied. The machine
/// is looked at first: what makes the launch impossible is refused in words and nothing is started; what may only go wrong
/// comes back in `warnings`. It answers once the program was started; `cookbook tasks` tells when it is ready.
#[derive(Deserialize, JsonSchema)]
pub(crate) struct Serve {
    /// The model: `org/name`, an Ollama tag, a name, or an absolute path.
    pub(crate) repo_id: RepoId,
    /// The command.
    pub(crate) cmd: Text<8192>,
    /// Where: a server's name or host; left out, this machine.
    #[serde(default)]
    pub(crate) remote_host: Option<Text<255>>,
    /// The ssh port, where it is not the one that is set of the server.
    #[schemars(extend("x-rare" = true))]
    pub(crate) ssh_port: Option<SshPort>,
    /// The environment, where it is not the one of the server: `source PATH/bin/activate` or `conda activate NAME`.
    #[schemars(extend("x-rare" = true))]
    pub(crate) env_prefix: Option<Text<1000>>,
    /// A Hugging Face token for gated models. It is not stored.
    #[schemars(extend("x-rare" = true))]
    pub(crate) hf_token: Option<HfToken>,
    /// Which GPUs, such as `0,1`, where it is not what is set of the server.
    pub(crate) gpus: Option<Gpus>,
    /// Only `windows` means something, and is refused.
    #[schemars(extend("x-rare" = true))]
    pub(crate) platform: Option<Text<20>>,
}

impl Serve {
    /// What is to be launched, and where.
    pub(super) async fn read(self, cx: &Context) -> Result<Launch> {
        let windows = |platform: Text<20>| platform.trimmed().eq_ignore_ascii_case("windows");
        if self.platform.is_some_and(windows) {
            return Err(Error::bad_input(
                "The Cookbook does not run programs on Windows; use WSL there and add it as a Linux server.",
            )
            .field("platform"));
        }
        // What was shown of another command, copied: its keys are not known here.
        let command = Command::parse(&self.cmd)?.with_secrets_of("").map_err(|error| {
            error.hint("Write the value, or leave it out. A relaunch of the task that it is of, and a launch of the preset, keep it.")
        })?;
        let environment = match self.env_prefix.as_ref().map(Text::trimmed) {
            None | Some("") => None,
            Some(text) => Some(Environment::parse(text)?),
        };
        let overrides = Overrides {
            port: self.ssh_port.and_then(SshPort::get),
            environment,
            gpus: self.gpus.filter(|gpus| !gpus.to_string().is_empty()),
        };
        let server = self.remote_host.map(|host| host.0).unwrap_or_default();
        let target = cx
            .read(move |view| Target::resolve(view.conn, &server, "remote_host", overrides))
            .await?;
        Ok(Launch {
            target,
            repo_id: self.repo_id,
            program: Program::from(&command),
            // An empty one is what forms send where nothing was entered.
            hf_token: self.hf_token.filter(|token| !token.is_empty()),
        })
    }
}

pub(crate) fn operation(cookbook: Cookbook) -> Operation {
    Operation::work(
        "cookbook.serve",
        Effect::Launch,
        move |cx: Context, input: Serve| {
            let cookbook = cookbook.clone();
            async move { launch(&cookbook, &cx, input.read(&cx).await?).await }
        },
    )
    .scope(LAUNCH)
    .instance()
    .redact(crate::redact)
    .route(Method::Post, "/cookbook/serve")
    .everyday()
}
