//! The one place that decides a task's state from what is seen of it.

use operation::Instant;

use super::row::{Row, SERVE, json};
use super::state::State;
use crate::output::phase::{Phase, Stage};
use crate::watch::{Listening, Log, Observation, Presence, Probe};

/// The script that stops a program is done within this time, also when the Odysseus that sent it was killed meanwhile.
const STOPS_MS: i64 = 15_000;
/// A runner whose session was ended notes within so many seconds of its last word how the program ended.
const NOTES_S: i64 = 2;
/// A program shows up in tmux and in its status file within this time.
const SHOWS_UP_MS: i64 = 10_000;

/// What is seen of a task, and what its log says.
pub(crate) struct Seen<'a> {
    pub(crate) observation: &'a Observation,
    /// What the end of its log tells of its progress.
    pub(crate) phase: Option<Phase>,
    /// Whether the machine was started anew since the task was launched.
    pub(crate) rebooted: bool,
    /// The machine's own clock, in seconds since 1970.
    pub(crate) at_host: i64,
    /// By how many milliseconds the machine's clock is ahead of ours.
    pub(crate) ahead: i64,
    /// How many files a download that has ended left unfinished.
    pub(crate) unfinished: usize,
    /// Whether this process is launching or stopping it just now.
    pub(crate) at_work: bool,
    pub(crate) at: Instant,
}

/// The task as it is now known to be. Every state comes from here, but for the launch's and the stop's own ones while they
/// are at work.
pub(crate) fn decide(row: &Row, seen: &Seen<'_>) -> Row {
    let mut next = row.clone();
    next.unreachable_since = None;
    if row.unreachable_since.is_some() && row.state != State::StopFailed {
        next.error = None;
    }
    match row.state {
        _ if seen.at_work => {}
        State::Queued | State::Preflight if !exists(seen.observation) => {
            fail(&mut next, seen.at, NOT_STARTED);
        }
        State::Done | State::Failed | State::Stopped => {}
        _ => follow(&mut next, seen),
    }
    next
}

/// The task of a machine that could not be asked, and `why`: it keeps the state that it was last seen in. Before the program
/// is sent there, that is all there is to know.
pub(crate) fn unseen(row: &Row, why: &str, at_work: bool, at: Instant) -> Row {
    let mut next = row.clone();
    match row.state {
        _ if at_work => {}
        State::Queued | State::Preflight => fail(&mut next, at, NOT_STARTED),
        State::StopFailed => {
            next.unreachable_since.get_or_insert(at);
        }
        _ => {
            next.unreachable_since.get_or_insert(at);
            next.error = Some(why.to_owned());
        }
    }
    next
}

const NOT_STARTED: &str =
    "It was not started: its machine, or Odysseus, was lost just then. Launch it again.";

/// Whether anything of it is there.
fn exists(seen: &Observation) -> bool {
    seen.tmux == Presence::There || seen.alive || !seen.processes.is_empty() || ended(seen)
}

fn ended(seen: &Observation) -> bool {
    seen.status
        .as_ref()
        .is_some_and(|status| status.end.is_some())
}

/// Whether something is still there that a stop was to end: the program, another process, the session, or who has its port.
fn is_left(row: &Row, seen: &Observation) -> bool {
    let taken = matches!(seen.listening, Listening::Process(_) | Listening::Somebody);
    seen.alive
        || !seen.processes.is_empty()
        || seen.tmux == Presence::There
        || (taken && row.port.is_some())
}

/// Follows a program that was started.
fn follow(next: &mut Row, seen: &Seen<'_>) {
    let observation = seen.observation;
    if next.state == State::StopFailed && is_left(next, observation) {
        return;
    }
    if let Some(status) = &observation.status {
        next.pid = status.pid.map(i64::from).or(next.pid);
        if status.end.is_some() {
            return end(next, seen);
        }
    }
    let runs = observation.alive
        || (next.adopted && !observation.processes.is_empty())
        || (observation.status.is_none() && observation.tmux == Presence::There && !next.adopted);
    if runs {
        return progress(next, seen);
    }
    let noting = |log: &Log| seen.at_host - log.modified <= NOTES_S;
    let runner = (observation.tmux == Presence::There && !next.adopted)
        || observation.log.as_ref().is_some_and(noting);
    // Its runner is there and will say how it ended; or tmux could not be asked.
    if runner || observation.tmux == Presence::Unknown {
        if next.adopted {
            next.phase =
                Some("tmux does not answer there, so that nothing is seen of it".to_owned());
        }
        return;
    }
    if next.state == State::Stopping || next.state == State::StopFailed {
        next.error = None;
        next.enter(State::Stopped, seen.at);
    } else if next.adopted {
        let why = "Its session has ended; how is not known, since it was started elsewhere.";
        next.error = Some(why.to_owned() + &remains(next, observation));
        next.enter(State::Stopped, seen.at);
    } else if since(next, seen) > SHOWS_UP_MS || next.state != State::Starting {
        let why = if seen.rebooted {
            "Its machine was started anew."
        } else if next.state == State::Starting && next.pid.is_none() {
            NOT_STARTED
        } else {
            "Its tmux session and its process are gone, and nothing says how it ended: somebody ended both, or the machine did."
        };
        let why = why.to_owned() + &remains(next, observation);
        fail(next, seen.at, &why);
    }
}

/// A sentence on who has the port of a program that has ended, since that may be what it left behind; empty where nobody
/// has.
fn remains(row: &Row, seen: &Observation) -> String {
    let Some(port) = row.port.filter(|_| row.kind == SERVE) else {
        return String::new();
    };
    let by = match seen.listening {
        Listening::Process(pid) => format!("process {pid}"),
        Listening::Somebody => "a process of another user".to_owned(),
        Listening::Nobody | Listening::Unknown => return String::new(),
    };
    let then = if row.ready_at.is_some() {
        ", perhaps something that it left behind: stop this task to have that ended"
    } else {
        ""
    };
    format!(" Port {port} is still taken by {by}{then}.")
}

/// It has ended, and its runner says how.
fn end(next: &mut Row, seen: &Seen<'_>) {
    let Some(status) = &seen.observation.status else {
        return;
    };
    if status.left && matches!(next.state, State::Stopping | State::StopFailed) {
        // It is not seen from here: only another stop can tell that it is gone.
        if next.state == State::Stopping {
            let left = "Its program has ended, and something of it was left; stop it again.";
            next.error = Some(left.to_owned());
        }
        return next.enter(State::StopFailed, seen.at);
    }
    next.exit_code = status
        .code
        .filter(|_| status.signal.is_none())
        .map(i64::from);
    next.signal.clone_from(&status.signal);
    next.oom = status.oom;
    if next.state == State::Stopping || next.state == State::StopFailed {
        next.error = None;
    }
    let state = match (
        status.stopped || matches!(next.state, State::Stopping | State::StopFailed),
        next.exit_code,
    ) {
        (true, _) => State::Stopped,
        (false, Some(0)) if seen.unfinished == 0 => State::Done,
        (false, _) => State::Failed,
    };
    next.enter(state, seen.at);
    if let Some(ended) = status.end {
        // The runner counts whole seconds, on its machine's clock.
        let before = next.ready_at.unwrap_or(next.created_at);
        let ended = ended.saturating_mul(1000).saturating_sub(seen.ahead);
        next.ended_at = Some(Instant(ended.min(seen.at.0).max(before.0)));
    }
    let remains = remains(next, seen.observation);
    if state == State::Failed && next.error.is_none() {
        let hung_up =
            next.signal.as_deref() == Some("HUP") && seen.observation.tmux == Presence::Gone;
        let why = match seen.unfinished {
            0 if hung_up => "Its tmux session was ended, and it with it (signal HUP).".to_owned(),
            0 => how(next),
            left => incomplete(&next.name, left),
        };
        next.error = Some(why + &remains);
    } else if state == State::Done && !remains.is_empty() {
        next.error = Some(format!("{}{remains}", how(next)));
    }
}

/// That it ended as if all was well, and is not whole.
fn incomplete(name: &str, left: usize) -> String {
    let files = if left == 1 {
        "1 file is".to_owned()
    } else {
        format!("{left} files are")
    };
    format!(
        "{name} is not complete: {files} unfinished. Launch the download again; it goes on where it was."
    )
}

/// How it ended, in words.
fn how(row: &Row) -> String {
    match (&row.signal, row.exit_code) {
        (Some(signal), _) if row.oom => {
            format!("The kernel ended it ({signal}): memory was short.")
        }
        (Some(signal), _) => format!("It was ended by the signal {signal}."),
        (None, Some(code)) => format!("It ended with exit code {code}."),
        (None, None) => "It ended.".to_owned(),
    }
}

/// It runs: how far is it?
fn progress(next: &mut Row, seen: &Seen<'_>) {
    let observation = seen.observation;
    if next.state == State::Stopping {
        // The script may still be at it there.
        if since(next, seen) > STOPS_MS {
            next.error = Some("Its stop was cut off in the middle; stop it again.".to_owned());
            next.enter(State::StopFailed, seen.at);
        }
        return;
    }
    next.error = None;
    let (words, percent) = match &seen.phase {
        Some(phase) => (Some(phase.words.clone()), phase.percent.map(i64::from)),
        None => (None, None),
    };
    next.phase = words;
    next.percent = percent;
    next.load = None;
    if observation.tmux == Presence::Gone && !next.adopted {
        next.phase = Some("runs on without its tmux session, which is gone".to_owned());
    }
    if next.kind != SERVE {
        return next.enter(on_its_way(next, seen), seen.at);
    }
    match readiness(next, observation) {
        Readiness::Answers => {
            next.percent = None;
            next.load = load(seen);
            next.enter(State::Ready, seen.at);
        }
        Readiness::Unknown if next.state == State::Ready => next.load = load(seen),
        Readiness::Taken => {
            let port = next.port.unwrap_or_default();
            next.phase = Some(format!("another program answers on port {port}"));
            next.enter(State::Loading, seen.at);
        }
        Readiness::Loads | Readiness::Unknown => {
            if next.state == State::Ready || next.ready_at.is_some() {
                let port = next.port.unwrap_or_default();
                next.phase = Some(format!("does not answer on port {port} any more"));
            }
            next.enter(on_its_way(next, seen), seen.at);
        }
    }
}

/// Whether it still starts, or loads. It starts until it says something, or says more than that it starts, or listens; there is
/// no way back.
fn on_its_way(row: &Row, seen: &Seen<'_>) -> State {
    let observation = seen.observation;
    let silent = observation.log.as_ref().is_none_or(Log::is_silent);
    let begins = (seen.phase.as_ref()).is_some_and(|phase| phase.stage == Stage::Starting);
    let listens = matches!(observation.http, Probe::Answered(_)) || observation.listens_itself();
    let further = matches!(row.state, State::Loading | State::Ready) || row.ready_at.is_some();
    if (silent || begins) && !listens && !further {
        State::Starting
    } else {
        State::Loading
    }
}

/// How busy it is, as its log tells.
fn load(seen: &Seen<'_>) -> Option<String> {
    let load = seen.phase.as_ref()?.load?;
    json(&load).ok()
}

enum Readiness {
    Answers,
    /// It does not answer, or says that it is not ready.
    Loads,
    /// Another program has its port.
    Taken,
    /// It could not be asked.
    Unknown,
}

/// Whether its port answers. That a process exists says nothing.
fn readiness(row: &Row, seen: &Observation) -> Readiness {
    let foreign = match seen.listening {
        Listening::Process(_) => !seen.listens_itself(),
        Listening::Nobody | Listening::Somebody | Listening::Unknown => false,
    };
    match seen.http {
        // Ollama hands requests on to a server that may have been there before.
        Probe::Answered(_) if foreign && row.engine.as_deref() != Some("ollama") => {
            Readiness::Taken
        }
        // 404 is an answer of a server without health paths; 401 and 403 of one that wants a key.
        Probe::Answered(200..=499) => Readiness::Answers,
        Probe::Answered(_) | Probe::Refused | Probe::Silent => Readiness::Loads,
        Probe::Unknown => Readiness::Unknown,
    }
}

/// For how many milliseconds it has been in its state. Where the clock was set back meanwhile, nobody knows: as long as it was
/// set back by, so that nothing waits for it to get there again.
fn since(row: &Row, seen: &Seen<'_>) -> i64 {
    seen.at.0.saturating_sub(row.state_since.0).saturating_abs()
}

fn fail(row: &mut Row, at: Instant, why: &str) {
    row.error = Some(why.to_owned());
    row.enter(State::Failed, at);
}

#[cfg(test)]
mod tests;
