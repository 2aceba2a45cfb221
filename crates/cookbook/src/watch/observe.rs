//! Puts what was said together, session by session.

use super::parse::{Answer, Kept};
use super::process::Table;
use super::{
    HostSweep, Listening, Listing, Log, Observation, Pid, Presence, Probe, Process, SeenSession,
    Socket, StatusFile, Watched,
};

/// By how many seconds two clocks of one machine may differ that are read one after the other.
const SLACK: u64 = 5;

impl Answer {
    /// The whole; none when a part of it is missing.
    pub(super) fn whole(mut self, watched: &[Watched]) -> Option<HostSweep> {
        if self.kept.len() != watched.len()
            || self.table.as_ref().is_some_and(|table| !table.complete())
        {
            return None;
        }
        if let Some(table) = &self.table {
            for session in &mut self.sessions {
                let running = session.panes.iter().filter(|pane| !pane.dead);
                session.processes = table.tree(running.map(|pane| pane.pid));
            }
        }
        let at_host = self.clock?;
        let kept = std::mem::take(&mut self.kept);
        let watched = watched.iter().zip(kept);
        let watched = watched
            .map(|(asked, kept)| self.observation(asked, kept, at_host))
            .collect::<Option<Vec<_>>>()?;
        Some(HostSweep {
            at_host,
            boot_id: self.boot,
            ours: self.ours?,
            default: self.default?,
            sessions: self.sessions,
            watched,
        })
    }

    fn observation(&self, asked: &Watched, kept: Kept, at_host: i64) -> Option<Observation> {
        let session = self.session(asked);
        let listing = match asked.socket {
            Socket::Ours => self.ours.as_ref()?,
            Socket::Default => self.default.as_ref()?,
        };
        let mut processes = session
            .map(|seen| seen.processes.clone())
            .unwrap_or_default();
        let recorded = kept.status.as_ref().filter(|_| kept.alive);
        let alive = recorded.is_some_and(|status| self.still_runs(status, &processes, at_host));
        if let (true, Some(table), Some(pid)) =
            (alive, &self.table, recorded.and_then(|status| status.pid))
        {
            add(&mut processes, table, pid);
        }
        let listening = asked
            .port
            .map_or(Listening::Unknown, |port| self.listening(port, &processes));
        Some(Observation {
            session: asked.session.clone(),
            socket: asked.socket,
            tmux: match (session, listing) {
                (Some(_), _) => Presence::There,
                (None, Listing::Listed | Listing::NoServer | Listing::NoTmux) => Presence::Gone,
                (None, Listing::Failed(_)) => Presence::Unknown,
            },
            status: kept.status,
            alive,
            listening,
            http: asked
                .port
                .map_or(Probe::Unknown, |port| self.probe(port, listening)),
            log: self
                .logs
                .get(&asked.session)
                .filter(|_| asked.socket == Socket::Ours)
                .map(|(size, modified)| Log {
                    size: *size,
                    modified: *modified,
                    tail: kept.tail,
                }),
            processes,
        })
    }

    fn session(&self, asked: &Watched) -> Option<&SeenSession> {
        let mut sessions = self.sessions.iter();
        sessions.find(|seen| seen.socket == asked.socket && seen.name == asked.session)
    }

    /// Whether the process with the recorded number is the one that was recorded: numbers are used again. One of the
    /// session's own is; so is one that is as old as it has to be.
    fn still_runs(&self, status: &StatusFile, own: &[Process], at_host: i64) -> bool {
        let Some(table) = &self.table else {
            return true;
        };
        let process = status.pid.and_then(|pid| table.get(pid));
        process.is_some_and(|process| {
            own.contains(process)
                || status.start.is_none_or(|start| {
                    let age = u64::try_from(at_host.saturating_sub(start)).unwrap_or_default();
                    age.abs_diff(process.seconds) <= SLACK
                })
        })
    }

    fn listening(&self, port: u16, own: &[Process]) -> Listening {
        let Some(sockets) = &self.listening else {
            return Listening::Unknown;
        };
        let here = || {
            sockets
                .iter()
                .filter(|(at, _)| *at == port)
                .map(|(_, pid)| *pid)
        };
        let mine = |pid: &Pid| own.iter().any(|process| process.pid == *pid);
        match here()
            .flatten()
            .find(mine)
            .or_else(|| here().flatten().next())
        {
            Some(pid) => Listening::Process(pid),
            None if here().next().is_some() => Listening::Somebody,
            None => Listening::Nobody,
        }
    }

    fn probe(&self, port: u16, listening: Listening) -> Probe {
        match self.codes.get(&port) {
            _ if listening == Listening::Nobody => Probe::Refused,
            Some(0) => Probe::Silent,
            Some(code) => Probe::Answered(*code),
            None => Probe::Unknown,
        }
    }
}

/// Adds that process and its descendants, where they are not among the session's own.
fn add(processes: &mut Vec<Process>, table: &Table, pid: Pid) {
    for process in table.tree([pid]) {
        if !processes.contains(&process) {
            processes.push(process);
        }
    }
}
