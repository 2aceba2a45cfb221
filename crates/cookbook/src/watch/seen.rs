//! What one look at a machine shows.

use super::StatusFile;

/// A process id.
pub(crate) type Pid = u32;

/// Everything one look at a machine showed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct HostSweep {
    /// That machine's own clock, in seconds since 1970.
    pub(crate) at_host: i64,
    /// Another one after every start of the machine; none where it cannot be read.
    pub(crate) boot_id: Option<String>,
    /// What tmux said on our own socket.
    pub(crate) ours: Listing,
    /// What tmux said on the person's own, the default socket.
    pub(crate) default: Listing,
    /// All tmux sessions of both sockets.
    pub(crate) sessions: Vec<SeenSession>,
    /// What was asked for, in the order in which it was asked for.
    pub(crate) watched: Vec<Observation>,
}

/// Which tmux server.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Socket {
    /// `tmux -L odysseus-<instance>`.
    Ours,
    /// The one that plain `tmux` talks to.
    Default,
}

impl Socket {
    /// As it is kept and told to scripts.
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Ours => "ours",
            Self::Default => "default",
        }
    }
}

/// Whether tmux could list its sessions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Listing {
    /// It did.
    Listed,
    /// No tmux server runs on that socket, so there is no session.
    NoServer,
    /// tmux is not installed there.
    NoTmux,
    /// It failed, in its own words: what sessions there are is not known.
    Failed(String),
}

/// A tmux session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct SeenSession {
    pub(crate) name: String,
    pub(crate) socket: Socket,
    /// When it was made, in seconds since 1970 by that machine's clock.
    pub(crate) created: i64,
    pub(crate) panes: Vec<Pane>,
    /// The processes of its panes with all their descendants, parents first; only for sessions that are watched or
    /// are named like ours (`serve-…`, `cookbook-…`). Those of others are nobody's business.
    pub(crate) processes: Vec<Process>,
}

/// One terminal of a session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Pane {
    /// The process that tmux started in it.
    pub(crate) pid: Pid,
    /// Its terminal, like `/dev/pts/3`.
    pub(crate) tty: String,
    /// Whether that process has ended, and the pane remains.
    pub(crate) dead: bool,
}

/// A process that runs (one that has ended and only waits for its parent to notice does not).
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Process {
    pub(crate) pid: Pid,
    pub(crate) parent: Pid,
    /// For how many seconds it has been running.
    pub(crate) seconds: u64,
    /// Its argument vector: exact on Linux, split at spaces elsewhere. Empty when it could not be read.
    pub(crate) args: Vec<String>,
    /// Its `OLLAMA_HOST`, if it is Ollama's and can be read.
    pub(crate) ollama_host: Option<String>,
}

/// What is seen of one session that was asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Observation {
    pub(crate) session: String,
    pub(crate) socket: Socket,
    /// Whether tmux has it.
    pub(crate) tmux: Presence,
    /// What the runner wrote of it; none for adopted sessions.
    pub(crate) status: Option<StatusFile>,
    /// Whether the process that the status file names still runs.
    pub(crate) alive: bool,
    /// Who listens on its port.
    pub(crate) listening: Listening,
    /// What its port answered.
    pub(crate) http: Probe,
    /// Its log; none when there is no such file.
    pub(crate) log: Option<Log>,
    /// The processes of its panes, and the one that the status file names, with all their descendants, parents first.
    pub(crate) processes: Vec<Process>,
}

impl Observation {
    /// Whether the process that listens on the port is one of the session's own.
    pub(crate) fn listens_itself(&self) -> bool {
        matches!(self.listening, Listening::Process(pid) if self.processes.iter().any(|process| process.pid == pid))
    }
}

/// Whether a session is there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Presence {
    There,
    Gone,
    /// tmux could not be asked.
    Unknown,
}

/// Who listens on a port.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Listening {
    Nobody,
    /// This process. One of the session's own is named before any other.
    Process(Pid),
    /// A process of another user, which cannot be told.
    Somebody,
    /// There is no port to look at, or no way to find out.
    Unknown,
}

/// What a port answered to a `GET` of the first of its health paths that it knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Probe {
    /// This HTTP status.
    Answered(u16),
    /// Nothing listens there.
    Refused,
    /// Something listens, yet it gave no HTTP answer within 2 s.
    Silent,
    /// It was not asked: there is no port, it answered a moment ago, or there is no program that can ask.
    Unknown,
}

/// The end of a log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Log {
    /// Its size in bytes.
    pub(crate) size: u64,
    /// When it was last written to, in seconds since 1970 by that machine's clock.
    pub(crate) modified: i64,
    /// Its last bytes, as many as were asked for.
    pub(crate) tail: Vec<u8>,
}

impl Log {
    /// What the program itself wrote, as far as the tail reaches: the log's first line is the command, which the launch
    /// writes there.
    pub(crate) fn of_program(&self) -> &[u8] {
        let tail = self.tail.as_slice();
        let whole = usize::try_from(self.size).is_ok_and(|size| size <= tail.len());
        if whole && !tail.starts_with(b"$ ") {
            return tail;
        }
        let mut lines = tail.splitn(2, |byte| *byte == b'\n');
        match (lines.next(), lines.next()) {
            (_, Some(rest)) => rest,
            // A bar that is drawn over and over has no line end, and no command has a carriage return.
            (Some(line), None) if line.contains(&b'\r') => line,
            (_, None) => &[],
        }
    }

    /// Whether the program has written anything.
    pub(crate) fn is_silent(&self) -> bool {
        self.of_program().trim_ascii().is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::Log;

    #[test]
    fn the_command_is_none_of_the_programs_words() {
        let check = |size: u64, tail: &str, said: &str| {
            let log = Log {
                size: size.max(tail.len() as u64),
                modified: 0,
                tail: tail.into(),
            };
            assert_eq!(String::from_utf8_lossy(log.of_program()), said, "{tail:?}");
            assert_eq!(log.is_silent(), said.trim().is_empty(), "{tail:?}");
        };
        check(0, "", "");
        check(0, "$ vllm serve a/b\n", "");
        check(0, "$ vllm serve a/b\n\n", "\n");
        check(0, "$ vllm serve a/b\nINFO up\n", "INFO up\n");
        check(0, "$ vllm serve a/b\n 3%\r 4%", " 3%\r 4%");
        check(0, "$ vllm ser", "");
        check(0, "a log of somebody else\n", "a log of somebody else\n");
        // Of a longer log the end of a line comes first: perhaps of the command's.
        check(5000, "serve a/b\n", "");
        check(5000, "ve a/b\nINFO up\n", "INFO up\n");
        check(5000, " 3%\r 4%\r 5%", " 3%\r 4%\r 5%");
    }
}
