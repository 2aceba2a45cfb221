//! Ending a program with everything that it started, and making sure of it.

use std::fmt;
use std::time::Duration;

use super::answer::Answer;
use crate::machine::{Machine, Machines, Script, Trouble};
use crate::watch::Pid;

/// What is to be ended.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Stop<'a> {
    /// The tmux socket's name (`odysseus-<instance>`); empty is the default one.
    pub(crate) socket: &'a str,
    /// The session.
    pub(crate) session: &'a str,
    /// The port that must be free afterwards.
    pub(crate) port: Option<u16>,
    /// How long it may take to end by itself before it is killed; at most 7 s.
    pub(crate) patience: Duration,
}

/// A process, by number and name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Holder {
    pub(crate) pid: Pid,
    pub(crate) name: String,
}

impl Holder {
    /// Reads `PID NAME`.
    pub(super) fn read(text: &str) -> Option<Self> {
        let (pid, name) = text.split_once(' ')?;
        Some(Self {
            pid: pid.parse().ok()?,
            name: name.trim().to_owned(),
        })
    }
}

impl fmt::Display for Holder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} (pid {})", self.name, self.pid)
    }
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
    /// Whether it was taken before by a program that is none of this session's. That is no failure of a program which
    /// never got the port; it is one where the program answered there, by something that has slipped away from it.
    pub(crate) port_foreign: bool,
    /// With which code its program ended, where its runner was there to note it.
    pub(crate) code: Option<i64>,
    /// By which signal.
    pub(crate) signal: Option<String>,
    /// Whether the script came to its end: otherwise nothing is certain.
    pub(super) finished: bool,
}

impl Stopped {
    /// What is left of it, in words; none when all of it has ended. A port that was another program's all along is not
    /// counted.
    pub(crate) fn left(&self) -> Option<String> {
        let mut left = Vec::new();
        if !self.finished {
            left.push("the machine did not say whether it has ended".to_owned());
        }
        if !self.survivors.is_empty() {
            let names: Vec<String> = self
                .survivors
                .iter()
                .take(8)
                .map(Holder::to_string)
                .collect();
            let more = match self.survivors.len() {
                count @ 9.. => format!(" and {} more", count - 8),
                _ => String::new(),
            };
            left.push(format!("still running: {}{more}", names.join(", ")));
        }
        if self.session_left {
            left.push("the tmux session is still there".to_owned());
        }
        if self.port_taken && !self.port_foreign {
            left.push(match &self.port_holder {
                Some(holder) => format!("the port is still taken by {holder}"),
                None => "the port is still taken".to_owned(),
            });
        }
        (!left.is_empty()).then(|| left.join("; "))
    }
}

/// The script's own time is the patience and 5 s more, and the last look.
const LIMIT: Duration = Duration::from_millis(14_500);
const MOST_PATIENCE: u64 = 7;

/// Ends it. Answers within 15 s.
///
/// # Errors
/// The machine could not be asked: what is left is not known.
pub(crate) async fn stop(
    machines: &Machines,
    machine: &Machine,
    stop: &Stop<'_>,
) -> Result<Stopped, Trouble> {
    let script = Script::new(include_str!("stop.sh"))
        .with(include_str!("port.sh"))
        .word(stop.socket)
        .word(stop.session)
        .word(stop.port.map_or_else(String::new, |port| port.to_string()))
        .word(stop.patience.as_secs().min(MOST_PATIENCE).to_string());
    let reply = machines.run(machine, &script, LIMIT).await?;
    let answer = Answer::read(&reply.stdout);
    Ok(Stopped {
        survivors: answer.all("survivor").filter_map(Holder::read).collect(),
        session_left: answer.get("session").is_some(),
        port_taken: answer.get("port").is_some(),
        port_holder: answer.get("holder").and_then(Holder::read),
        port_foreign: answer.get("foreign").is_some(),
        code: answer.get("code").and_then(|code| code.parse().ok()),
        signal: answer.get("signal").map(ToOwned::to_owned),
        finished: answer.get("done").is_some(),
    })
}
