//! Asks a machine.

use std::time::Duration;

use super::parse::{Garbled, parse};
use super::{HostSweep, Socket};
use crate::machine::{Machine, Machines, Script, Trouble};
use crate::runner::LIMITED;

const SWEEP: &str = include_str!("sweep.sh");
const PROCESSES: &str = include_str!("processes.sh");
const PROBE: &str = include_str!("probe.sh");

/// A session that is to be looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Watched {
    /// Its exact name.
    pub(crate) session: String,
    /// Where it lives. Of one on the default socket there is neither log nor status file.
    pub(crate) socket: Socket,
    /// Where its program is to listen.
    pub(crate) port: Option<u16>,
    /// The paths to `GET` there, until one is known (not 404, 405, 501): `/health`, `/v1/models`. Without spaces.
    pub(crate) health: &'static [&'static str],
    /// How many bytes of its log's end are wanted.
    pub(crate) tail: u32,
}

/// Why nothing was seen.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Unseen {
    /// The machine could not be asked.
    #[error(transparent)]
    Trouble(#[from] Trouble),
    /// It gave no whole answer.
    #[error("The answer of that machine could not be read: {}.{}", .0.0, said(.1))]
    Garbled(Garbled, String),
}

fn said(stderr: &str) -> String {
    let stderr = stderr.trim();
    if stderr.is_empty() {
        String::new()
    } else {
        format!(" It said: {stderr}")
    }
}

/// Looks at a machine once: all its tmux sessions, and in more detail the `watched` ones. One round trip, of at most 2 s
/// for each health path that has to be tried, and `limit` in all.
///
/// # Errors
/// Nothing is known of that machine now.
pub(crate) async fn sweep(
    machines: &Machines,
    machine: &Machine,
    instance: &str,
    watched: &[Watched],
    limit: Duration,
) -> Result<HostSweep, Unseen> {
    let nonce = uuid::Uuid::new_v4().simple().to_string();
    let script = script(&nonce, instance, watched);
    let reply = machines.run(machine, &script, limit).await?;
    parse(&reply.stdout, &nonce, watched).map_err(|garbled| Unseen::Garbled(garbled, reply.stderr))
}

fn script(nonce: &str, instance: &str, watched: &[Watched]) -> Script {
    let script = Script::new(SWEEP)
        .with(LIMITED)
        .with(PROCESSES)
        .with(PROBE)
        .word(nonce)
        .word(instance);
    watched.iter().fold(script, |script, one| {
        script
            .word(&one.session)
            .word(one.socket.as_str())
            .word(one.port.map(|port| port.to_string()).unwrap_or_default())
            .word(one.health.join(" "))
            .word(one.tail.to_string())
    })
}
