//! Sessions that serve a model, whoever started them.

use std::collections::HashSet;
use std::time::Duration;

use super::parse::Garbled;
use super::{
    HostSweep, Listing, Pid, Process, SeenSession, Socket, Unseen, Watched, server, sweep,
};
use crate::command::{Engine, SessionName};
use crate::machine::{Machine, Machines};

/// How long one look for a session may take.
const LIMIT: Duration = Duration::from_secs(10);

/// A session that can be taken up as a task.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Candidate {
    pub(crate) session: String,
    pub(crate) socket: Socket,
    /// The process that serves the model; none where none was recognised.
    pub(crate) pid: Option<Pid>,
    /// What it is.
    pub(crate) engine: Option<Engine>,
    /// The model, as its command line names it.
    pub(crate) model: Option<String>,
    /// Where it listens: as its command line says, or the engine's own port.
    pub(crate) port: Option<u16>,
    /// Its command line, quoted for a shell; keys that are in it are not hidden. Empty where nothing was recognised.
    pub(crate) command_line: String,
    /// For how many seconds the session has been there.
    pub(crate) age: i64,
}

/// The sessions that are named like ours (`serve-…`, `cookbook-…`), are not among the `known`, and run a program that is
/// known to serve models. A person's other sessions are never among them.
pub(crate) fn candidates(sweep: &HostSweep, known: &HashSet<String>) -> Vec<Candidate> {
    let mut names = HashSet::new();
    let sessions = sweep.sessions.iter();
    sessions
        .filter(|seen| seen.name.starts_with("serve-") || seen.name.starts_with("cookbook-"))
        .filter(|seen| SessionName::parse(&seen.name).is_ok() && !known.contains(&seen.name))
        .map(|seen| candidate(seen, sweep.at_host))
        .filter(|found| found.engine.is_some() && names.insert(found.session.clone()))
        .collect()
}

/// Looks for the session of exactly that name, on our own socket and then on the default one.
///
/// # Errors
/// The machine could not be asked, or tmux there could not.
pub(crate) async fn find_session(
    machines: &Machines,
    machine: &Machine,
    instance: &str,
    session: &str,
) -> Result<Option<Candidate>, Unseen> {
    let watched = [Socket::Ours, Socket::Default].map(|socket| Watched {
        session: session.to_owned(),
        socket,
        port: None,
        health: &[],
        tail: 0,
    });
    let sweep = sweep(machines, machine, instance, &watched, LIMIT).await?;
    let found = sweep.sessions.iter().find(|seen| seen.name == session);
    match (found, &sweep.ours, &sweep.default) {
        (Some(found), _, _) => Ok(Some(candidate(found, sweep.at_host))),
        (None, Listing::Failed(said), _) | (None, _, Listing::Failed(said)) => {
            Err(Unseen::Garbled(Garbled("tmux failed there"), said.clone()))
        }
        (None, _, _) => Ok(None),
    }
}

/// What the session serves: the process nearest to its panes that is known to serve models tells.
fn candidate(session: &SeenSession, at_host: i64) -> Candidate {
    let served = |process: &Process| Some((process.pid, server::read(process)?));
    let (pid, seen) = session.processes.iter().find_map(served).unzip();
    Candidate {
        session: session.name.clone(),
        socket: session.socket,
        pid,
        engine: seen.as_ref().map(|seen| seen.engine),
        model: seen.as_ref().and_then(|seen| seen.model.clone()),
        port: seen.as_ref().and_then(|seen| seen.port),
        command_line: seen.map(|seen| seen.text).unwrap_or_default(),
        age: at_host.saturating_sub(session.created),
    }
}
