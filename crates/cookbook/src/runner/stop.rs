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
    /// How long all of it may take, the way to the machine included.
    pub(crate) limit: Duration,
    /// What `/sys` is below of there: nothing but in tests.
    pub(crate) root: &'a str,
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

/// Memory of a GPU that a process still holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct GpuMemory {
    pub(crate) pid: Pid,
    /// How much; none where the driver does not say.
    pub(crate) mib: Option<u64>,
    /// Which GPU, as its driver calls it.
    pub(crate) gpu: String,
}

impl GpuMemory {
    /// Reads `PID MIB GPU`.
    fn read(text: &str) -> Option<Self> {
        let mut words = text.splitn(3, ' ');
        Some(Self {
            pid: words.next()?.parse().ok()?,
            mib: words.next()?.parse().ok(),
            gpu: words.next()?.trim().to_owned(),
        })
    }
}

impl fmt::Display for GpuMemory {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { pid, mib, gpu } = self;
        match mib {
            Some(mib) => write!(f, "{mib} MiB of {gpu} are not released by pid {pid}"),
            None => write!(f, "memory of {gpu} is not released by pid {pid}"),
        }
    }
}

/// What became of it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Stopped {
    /// Its processes that are still there.
    pub(crate) survivors: Vec<Holder>,
    /// Whether the tmux session is still there; none where tmux does not answer.
    pub(crate) session_left: Option<bool>,
    /// The memory of GPUs that its processes still hold, even though they have ended.
    pub(crate) gpus: Vec<GpuMemory>,
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
            left.push(format!("still running: {}", some(&self.survivors)));
        }
        match self.session_left {
            Some(false) => {}
            Some(true) => left.push("the tmux session is still there".to_owned()),
            None => {
                left.push("tmux does not answer, so that its session may still be there".to_owned())
            }
        }
        if self.port_taken && !self.port_foreign {
            left.push(match &self.port_holder {
                Some(holder) => format!("the port is still taken by {holder}"),
                None => "the port is still taken".to_owned(),
            });
        }
        if !self.gpus.is_empty() {
            left.push(some(&self.gpus));
        }
        (!left.is_empty()).then(|| left.join("; "))
    }
}

/// The first eight of them, and how many more there are.
fn some(all: &[impl fmt::Display]) -> String {
    let shown: Vec<String> = all.iter().take(8).map(ToString::to_string).collect();
    let more = match all.len() {
        count @ 9.. => format!(" and {} more", count - 8),
        _ => String::new(),
    };
    format!("{}{more}", shown.join(", "))
}

/// Of the limit this is for the way to the machine and back.
const WAY: Duration = Duration::from_millis(1_500);
const MOST_PATIENCE: u64 = 7;

/// Ends it, and answers within its limit.
///
/// # Errors
/// The machine could not be asked: what is left is not known.
pub(crate) async fn stop(
    machines: &Machines,
    machine: &Machine,
    stop: &Stop<'_>,
) -> Result<Stopped, Trouble> {
    let script = Script::new(include_str!("stop.sh"))
        .with(include_str!("time.sh"))
        .with(super::LIMITED)
        .with(include_str!("tree.sh"))
        .with(include_str!("port.sh"))
        .with(include_str!("gpus.sh"))
        .word(stop.socket)
        .word(stop.session)
        .word(stop.port.map_or_else(String::new, |port| port.to_string()))
        .word(stop.patience.as_secs().min(MOST_PATIENCE).to_string())
        .word(stop.limit.saturating_sub(WAY).as_secs().to_string())
        .word(stop.root);
    let reply = machines.run(machine, &script, stop.limit).await?;
    let answer = Answer::read(&reply.stdout);
    Ok(Stopped {
        survivors: answer.all("survivor").filter_map(Holder::read).collect(),
        session_left: match answer.get("session") {
            None => Some(false),
            Some("left") => Some(true),
            Some(_) => None,
        },
        gpus: answer.all("gpu").filter_map(GpuMemory::read).collect(),
        port_taken: answer.get("port").is_some(),
        port_holder: answer.get("holder").and_then(Holder::read),
        port_foreign: answer.get("foreign").is_some(),
        code: answer.get("code").and_then(|code| code.parse().ok()),
        signal: answer.get("signal").map(ToOwned::to_owned),
        finished: answer.get("done").is_some(),
    })
}
