//! Starting a program in a tmux session of its own.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::time::Duration;

use operation::Error;

use super::answer::Answer;
use crate::machine::{Machine, Machines, Script};
use crate::watch::Pid;

/// What runs in the pane.
const RUNNER: &str = include_str!("run.sh");

/// The script waits up to about 5 s for the runner's first word; the rest is quick.
const LIMIT: Duration = Duration::from_secs(12);

/// What is to be started, resolved by [`super::preflight`].
#[derive(Debug, Clone, Copy)]
pub(crate) struct Launch<'a> {
    /// The name of our tmux socket there (`odysseus-<instance>`).
    pub(crate) socket: &'a str,
    /// `serve-<8 hex>` or `cookbook-<8 hex>`: one that was never used before.
    pub(crate) session: &'a str,
    /// The `PATH` to run with ([`super::Preflight::path`]).
    pub(crate) path: &'a str,
    /// `none`, `venv` or `conda`.
    pub(crate) environment: &'a str,
    /// Where that is ([`super::Preflight::environment_prefix`]).
    pub(crate) environment_prefix: Option<&'a str>,
    /// `CUDA_VISIBLE_DEVICES`; empty leaves it alone.
    pub(crate) gpus: &'a str,
    /// Variables to export, in order; of the same name the last counts. A leading `~/` of a value is the home there.
    pub(crate) variables: &'a [(String, String)],
    /// Variables to export that are kept nowhere.
    pub(crate) secrets: &'a [(String, String)],
    /// The program (as [`super::Preflight::binary`] has it) and its arguments. `~/…` and `--flag=~/…` are read as paths
    /// in the home there; everything else reaches the program as it is.
    pub(crate) words: &'a [String],
    /// The command as it may be shown, secrets redacted: the log's first line.
    pub(crate) shown: &'a str,
}

/// What was started.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Launched {
    /// The program's process.
    pub(crate) pid: Option<Pid>,
    /// Its log.
    pub(crate) log_path: String,
    /// Where people look for the log (`/tmp/odysseus-tmux/<session>.log`), when that link could be made.
    pub(crate) link: Option<String>,
}

impl Launch<'_> {
    fn script(&self) -> Script {
        let pairs = |pairs: &[(String, String)]| -> Vec<String> {
            std::iter::once(pairs.len().to_string())
                .chain(pairs.iter().map(|(name, value)| format!("{name}={value}")))
                .collect()
        };
        let shown: String = self
            .shown
            .chars()
            .map(|c| if c.is_control() { ' ' } else { c })
            .collect();
        Script::new(include_str!("launch.sh"))
            .with(super::KEPT)
            .word(self.socket)
            .word(self.session)
            .word(self.path)
            .word(self.environment)
            .word(self.environment_prefix.unwrap_or_default())
            .word(self.gpus)
            .word(shown)
            .word(version(RUNNER))
            .word(RUNNER.trim_end())
            .words(pairs(self.variables))
            .words(pairs(self.secrets))
            .words(self.words)
    }
}

/// Another one for every other text: a runner that is in use is never changed. Were the algorithm to change with the
/// compiler, the same text would only be kept twice.
fn version(text: &str) -> String {
    let mut hasher = DefaultHasher::new();
    text.hash(&mut hasher);
    format!("{:016x}", hasher.finish())
}

/// Starts it.
///
/// # Errors
/// The machine could not be asked, or tmux did not start the session. Nothing is left of it then. `called` names the
/// machine in a sentence.
pub(crate) async fn launch(
    machines: &Machines,
    machine: &Machine,
    launch: &Launch<'_>,
    called: &str,
) -> Result<Launched, Error> {
    let reply = machines
        .run(machine, &launch.script(), LIMIT)
        .await
        .map_err(|trouble| crate::cookbook::unavailable(called, &trouble))?;
    let answer = Answer::read(&reply.stdout);
    if let Some(log_path) = answer.get("log") {
        return Ok(Launched {
            pid: answer.number("pid"),
            log_path: log_path.to_owned(),
            link: answer.get("link").map(str::to_owned),
        });
    }
    let said = reply.stderr.trim();
    Err(match answer.get("failed") {
        Some("taken") => Error::conflict(format!(
            "{called} has a log of a session named `{}` already; nothing was started. Launch again: it gets another name.",
            launch.session
        )),
        Some("tmux") => super::judge::no_tmux(called),
        Some("write") => Error::conflict(format!(
            "{called} could not write the files of this session, so nothing was started: {said}"
        ))
        .hint("Free some room on the disk of the home directory there, or make `~/.local/state` writable."),
        Some("session") => Error::conflict(format!(
            "tmux on {called} did not start the session: {said}"
        )),
        _ => Error::unavailable(format!(
            "{called} did not answer as expected, and whether the program was started is not known: {said}"
        )),
    })
}
