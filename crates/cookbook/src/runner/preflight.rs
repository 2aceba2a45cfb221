//! What a launch needs to know of the machine, asked there before anything is started.

use std::time::Duration;

use super::SEARCH;
use super::answer::Answer;
use super::stop::Holder;
use crate::machine::{Machine, Machines, Script, Trouble};

/// The script bounds each of its own steps; together they stay below this.
const LIMIT: Duration = Duration::from_secs(12);

/// What is to be launched.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Question<'a> {
    /// `none`, `venv` or `conda`.
    pub(crate) environment: &'a str,
    /// The environment's directory (`~/` is the home there), or a conda environment's name.
    pub(crate) environment_path: &'a str,
    /// The program: a base name, or an absolute or `~/` path.
    pub(crate) program: &'a str,
    /// What follows `-m`, where the program is a python.
    pub(crate) module: Option<&'a str>,
    /// The port that it will listen on.
    pub(crate) port: Option<u16>,
    /// The model's path, where it is one: absolute or `~/`.
    pub(crate) model_path: Option<&'a str>,
    /// The model as `org/name`, where the program takes it from the Hugging Face cache.
    pub(crate) repo_id: Option<&'a str>,
    /// How much room the model was seen to take on a disk, in bytes.
    pub(crate) needed_bytes: Option<u64>,
    /// The variables of the command. `HF_HOME` and its kin tell where models are.
    pub(crate) variables: &'a [(String, String)],
}

/// What the machine answered.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Preflight {
    /// tmux's version; none when it is not installed.
    pub(crate) tmux: Option<String>,
    /// Where the program is; none when it was not found.
    pub(crate) binary: Option<String>,
    /// The program's interpreter (`#!`), when that is missing.
    pub(crate) broken_interpreter: Option<String>,
    /// The `PATH` to run with: the environment's, then that of the person's login shell.
    pub(crate) path: String,
    /// Where the environment is; none when there is none, or it was not found.
    pub(crate) environment_prefix: Option<String>,
    /// Variables of the person's login shell that the program needs to find models and libraries.
    pub(crate) variables: Vec<(String, String)>,
    /// The home directory.
    pub(crate) home: String,
    /// Whether the port is free.
    pub(crate) port: Port,
    /// Whether the model is there.
    pub(crate) model: Model,
    /// Room on the disk where the model is, or will be put.
    pub(crate) free_bytes: Option<u64>,
    /// Room on the disk where its log will be.
    pub(crate) free_for_logs: Option<u64>,
    /// `uname -s`.
    pub(crate) platform: String,
    /// Whom we are signed in as.
    pub(crate) user: String,
    /// The version, where the program is a python.
    pub(crate) python: Option<String>,
    /// Whether that python lacks the module; false also when it could not be told.
    pub(crate) module_missing: bool,
    /// Whether the login shell did not tell its variables in time, and the usual directories are taken.
    pub(crate) shell_silent: bool,
}

/// A port, looked at from outside.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) enum Port {
    /// Nobody listens there.
    Free,
    /// Somebody does, whom only their owner and root may know.
    Taken(Option<Holder>),
    /// There is no way to tell, or none was asked for.
    #[default]
    Unknown,
}

/// Whether a model is on the machine.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum Model {
    Present,
    /// A download of it was begun and not finished.
    Partial,
    Absent,
    #[default]
    Unknown,
}

/// Asks the machine.
///
/// # Errors
/// It could not be asked. What speaks against the launch is for [`Preflight::judge`].
pub(crate) async fn preflight(
    machines: &Machines,
    machine: &Machine,
    question: &Question<'_>,
) -> Result<Preflight, Trouble> {
    let script = Script::new(include_str!("preflight.sh"))
        .with(SEARCH)
        .with(include_str!("port.sh"))
        .word(question.environment)
        .word(question.environment_path)
        .word(question.program)
        .word(question.module.unwrap_or_default())
        .word(
            question
                .port
                .map_or_else(String::new, |port| port.to_string()),
        )
        .word(question.model_path.unwrap_or_default())
        .word(question.repo_id.unwrap_or_default())
        .words(
            question
                .variables
                .iter()
                .map(|(name, value)| format!("{name}={value}")),
        );
    let reply = machines.run(machine, &script, LIMIT).await?;
    Ok(Preflight::read(&reply.stdout))
}

impl Preflight {
    fn read(stdout: &[u8]) -> Self {
        let answer = Answer::read(stdout);
        let text = |key| answer.get(key).map(str::to_owned);
        let bytes = |key| {
            let kib = answer.number::<u64>(key)?;
            kib.checked_mul(1024)
        };
        Self {
            tmux: text("tmux"),
            binary: text("binary"),
            broken_interpreter: text("broken"),
            path: text("path").unwrap_or_default(),
            environment_prefix: text("prefix"),
            variables: answer
                .all("variable")
                .filter_map(|line| line.split_once('='))
                .map(|(name, value)| (name.to_owned(), value.to_owned()))
                .collect(),
            home: text("home").unwrap_or_default(),
            port: match answer.get("port") {
                None => Port::Unknown,
                Some("free") => Port::Free,
                Some(holder) => Port::Taken(Holder::read(holder)),
            },
            model: match answer.get("model") {
                Some("present") => Model::Present,
                Some("partial") => Model::Partial,
                Some("absent") => Model::Absent,
                _ => Model::Unknown,
            },
            free_bytes: bytes("free"),
            free_for_logs: bytes("logs"),
            platform: text("platform").unwrap_or_default(),
            user: text("user").unwrap_or_default(),
            python: text("python"),
            module_missing: answer.get("module") == Some("missing"),
            shell_silent: answer.get("shell").is_some(),
        }
    }
}
