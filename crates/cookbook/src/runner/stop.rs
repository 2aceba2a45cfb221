//! Ending a program with everything that it started, and making sure of it.

use std::time::Duration;

use crate::machine::{Machine, Machines, Trouble};
use crate::watch::Pid;

/// What is to be ended.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Stop<'a> {
    /// The tmux socket's name (`odysseus-<instance>`); empty is the default one.
    pub(crate) socket: &'a str,
    /// The session.
    pub(crate) session: &'a str,
    /// The program's process, where it is known. It is believed only if it still bears the session's mark or belongs to
    /// its panes: numbers are used again.
    pub(crate) pid: Option<Pid>,
    /// The port that must be free afterwards.
    pub(crate) port: Option<u16>,
    /// How long it may take to end by itself before it is killed; at most 8 s.
    pub(crate) patience: Duration,
}

/// A process, by number and name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Holder {
    pub(crate) pid: Pid,
    pub(crate) name: String,
}

/// What became of it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Stopped {
    /// Its processes that are still there.
    pub(crate) survivors: Vec<Holder>,
    /// Whether the tmux session is still there.
    pub(crate) session_left: bool,
    /// Whether the port is still taken.
    pub(crate) port_taken: bool,
    /// By whom, where it can be known.
    pub(crate) port_holder: Option<Holder>,
    /// Whether the port was taken all along by a program of somebody else.
    pub(crate) port_foreign: bool,
}

impl Stopped {
    /// What is left, in words; none when it has ended.
    pub(crate) fn left(&self) -> Option<String> {
        None
    }
}

/// Ends it. Answers within 13 s.
///
/// # Errors
/// The machine could not be asked: what is left is not known.
pub(crate) async fn stop(
    machines: &Machines,
    machine: &Machine,
    stop: &Stop<'_>,
) -> Result<Stopped, Trouble> {
    let _ = (machines, machine, stop);
    Ok(Stopped::default())
}
