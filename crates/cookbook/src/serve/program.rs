//! What is started: a model server that somebody wrote the command of, or a download or install that was planned here.

use operation::Result;

use crate::command::{self, Command, Engine, Kind};
use crate::servers::Target;
use crate::tasks::{DOWNLOAD, INSTALL, SERVE};
use crate::transfers::Plan;

/// A program with all that its launch needs to know of it.
pub(crate) struct Program {
    /// `serve`, `download` or `install`.
    pub(crate) kind: &'static str,
    pub(crate) words: Vec<String>,
    pub(crate) variables: Vec<(String, String)>,
    /// The command, as it is kept.
    pub(crate) cmd: String,
    pub(crate) engine: Engine,
    /// Where it will serve.
    pub(crate) port: Option<u16>,
    /// Whether another program is to listen there.
    pub(crate) asks_a_server: bool,
    /// The module that its Python is to run.
    pub(crate) module: Option<String>,
    /// The model's path, which has to be there.
    pub(crate) model_path: Option<String>,
}

impl From<&Command> for Program {
    fn from(command: &Command) -> Self {
        let kind = match command.kind() {
            Kind::Serve => SERVE,
            Kind::Download => DOWNLOAD,
            Kind::Install => INSTALL,
        };
        Self {
            kind,
            words: command.words().to_vec(),
            variables: command
                .variables()
                .map(|(name, value)| (name.to_owned(), value.to_owned()))
                .collect(),
            cmd: command.text(),
            engine: command.engine(),
            port: command.port().filter(|_| kind == SERVE),
            asks_a_server: command.asks_a_server(),
            module: command.python_module().map(str::to_owned),
            model_path: command.needs_model_file().map(str::to_owned),
        }
    }
}

impl Program {
    /// The port that it will have to itself.
    pub(super) fn own_port(&self) -> Option<u16> {
        self.port.filter(|_| !self.asks_a_server)
    }

    /// The GPUs that it will see, in their order: its own variable counts before what is set of the server. None is all.
    pub(super) fn gpus(&self, target: &Target) -> Vec<u32> {
        let own = ["CUDA_VISIBLE_DEVICES", "HIP_VISIBLE_DEVICES"];
        let mut variables = self.variables.iter().rev();
        let set = variables.find(|(name, _)| own.contains(&name.as_str()));
        set.map_or(target.gpus.as_str(), |(_, value)| value)
            .split(',')
            .map_while(|number| number.trim().parse().ok())
            .collect()
    }

    /// What was planned.
    pub(crate) fn planned(kind: &'static str, plan: Plan) -> Self {
        let variables: Vec<(String, String)> = plan
            .variables
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
            .collect();
        Self {
            kind,
            cmd: command::joined(&variables, &plan.words),
            words: plan.words,
            variables,
            engine: Engine::Other,
            port: None,
            asks_a_server: false,
            module: None,
            model_path: None,
        }
    }

    /// A task's command, as it was kept.
    pub(crate) fn kept(kind: &'static str, cmd: &str) -> Result<Self> {
        if kind == SERVE {
            return Ok(Self::from(&Command::parse(cmd)?));
        }
        let (variables, words) = command::split(cmd)?;
        Ok(Self {
            kind,
            words,
            variables,
            cmd: cmd.to_owned(),
            engine: Engine::Other,
            port: None,
            asks_a_server: false,
            module: None,
            model_path: None,
        })
    }
}
