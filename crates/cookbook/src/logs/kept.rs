//! Reads what `logs.sh` answers.

use std::time::Duration;

use operation::Error;

use crate::machine::{Machine, Machines, Script};
use crate::watch::StatusFile;

/// Some hosts keep hundreds.
const LIMIT: Duration = Duration::from_secs(14);

/// What a machine keeps.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Kept {
    /// Where.
    pub(super) directory: String,
    /// The one that was written to last first.
    pub(super) logs: Vec<Log>,
}

/// A log.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Log {
    pub(super) session: String,
    pub(super) bytes: u64,
    /// When it was last written to, in seconds since 1970 by that machine's clock.
    pub(super) modified: i64,
    pub(super) status: StatusFile,
    /// Whether its program is there.
    pub(super) running: bool,
}

/// Asks a machine what it keeps.
///
/// # Errors
/// The machine could not be asked, or did not answer to the end.
pub(super) async fn kept(
    machines: &Machines,
    machine: &Machine,
    called: &str,
) -> Result<Kept, Error> {
    let script = Script::new(include_str!("logs.sh"));
    let reply = machines
        .run(machine, &script, LIMIT)
        .await
        .map_err(|trouble| crate::cookbook::unavailable(called, &trouble).field("host"))?;
    read(&String::from_utf8_lossy(&reply.stdout)).ok_or_else(|| {
        Error::unavailable(format!(
            "{called} did not tell all of its logs. {}",
            reply.stderr.trim()
        ))
    })
}

/// Reads the answer; none where its end is missing.
fn read(text: &str) -> Option<Kept> {
    let mut kept = Kept::default();
    let mut status = String::new();
    let mut whole = false;
    for line in text.lines() {
        match line.split_once(' ').unwrap_or((line, "")) {
            ("directory", path) => path.clone_into(&mut kept.directory),
            ("log", facts) => {
                let mut facts = facts.split(' ');
                status.clear();
                kept.logs.push(Log {
                    session: facts.next()?.to_owned(),
                    bytes: facts.next()?.parse().ok()?,
                    modified: facts.next()?.parse().ok()?,
                    ..Log::default()
                });
            }
            ("status", fact) => {
                status.push_str(fact);
                status.push('\n');
                kept.logs.last_mut()?.status = StatusFile::parse(&status);
            }
            ("running", _) => kept.logs.last_mut()?.running = true,
            ("end", _) => whole = true,
            _ => {}
        }
    }
    kept.logs
        .sort_by(|one, other| (other.modified, &one.session).cmp(&(one.modified, &other.session)));
    whole.then_some(kept)
}
