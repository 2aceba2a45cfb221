//! Reads what the script answered. All or nothing: half an answer is none.

use std::collections::HashMap;
use std::str::FromStr;

use super::process::Table;
use super::records::{Record, records};
use super::{HostSweep, Listing, Pane, Pid, SeenSession, Socket, StatusFile, Watched};

/// What is wrong with an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Garbled(pub(crate) &'static str);

pub(super) type Read<T> = Result<T, Garbled>;

/// A number in decimal digits.
pub(super) fn number<T: FromStr>(word: &str) -> Read<T> {
    word.parse().map_err(|_| Garbled("a number is none"))
}

/// What was said of one watched session on its own.
#[derive(Default)]
pub(super) struct Kept {
    pub(super) status: Option<StatusFile>,
    /// Whether some process has the number that the status file names.
    pub(super) alive: bool,
    pub(super) tail: Vec<u8>,
}

/// The answer, taken apart.
#[derive(Default)]
pub(super) struct Answer {
    pub(super) clock: Option<i64>,
    pub(super) boot: Option<String>,
    pub(super) ours: Option<Listing>,
    pub(super) default: Option<Listing>,
    pub(super) sessions: Vec<SeenSession>,
    pub(super) kept: Vec<Kept>,
    /// By session: size and time of the last change.
    pub(super) logs: HashMap<String, (u64, i64)>,
    /// None where processes could not be listed.
    pub(super) table: Option<Table>,
    /// Port and who listens there; none where that cannot be found out.
    pub(super) listening: Option<Vec<(u16, Option<Pid>)>>,
    /// By port: the HTTP status, 0 when there was no answer.
    pub(super) codes: HashMap<u16, u16>,
}

/// Reads the answer to a sweep of `watched`.
///
/// # Errors
/// Something is missing or not understood.
pub(super) fn parse(answer: &[u8], nonce: &str, watched: &[Watched]) -> Read<HostSweep> {
    let mut found = Answer::default();
    for record in records(answer, nonce)? {
        found.take(&record, watched)?;
    }
    found.whole(watched).ok_or(Garbled("something is missing"))
}

impl Answer {
    fn take(&mut self, record: &Record<'_>, watched: &[Watched]) -> Read<()> {
        match record.kind {
            "clock" => self.clock = Some(number(record.words)?),
            "boot" => self.boot = Some(record.words.to_owned()).filter(|id| !id.is_empty()),
            "watched" => {
                let asked = watched.get(self.kept.len());
                let said = asked.map(|one| format!("{} {}", one.socket.as_str(), one.session));
                if said.as_deref() != Some(record.words) {
                    return Err(Garbled("it is about another session"));
                }
                self.kept.push(Kept::default());
            }
            "status" => {
                let text = String::from_utf8_lossy(record.body);
                self.last()?.status = Some(StatusFile::parse(&text));
            }
            "alive" => self.last()?.alive = true,
            "log" => self.last()?.tail = record.body.to_vec(),
            "logs" => {
                for line in record.lines() {
                    let (size, modified, session) = log_line(&line)?;
                    self.logs.insert(session, (size, modified));
                }
            }
            "panes" => self.panes(record)?,
            "processes" => self.table = Some(Table::parse(record)?),
            "words=" => self.table()?.words(record)?,
            "ollama_host" => self.table()?.ollama_host(record)?,
            "listeners" => {
                let lines = record.lines().map(|line| {
                    let mut words = line.split(' ');
                    let port = number(words.next().unwrap_or_default())?;
                    match words.next() {
                        Some("-") => Ok((port, None)),
                        Some(pid) => Ok((port, Some(number(pid)?))),
                        None => Err(Garbled("a listener is cut short")),
                    }
                });
                self.listening = Some(lines.collect::<Read<_>>()?);
            }
            "http" => {
                for line in record.lines() {
                    let (port, code) = line.split_once(' ').ok_or(Garbled("a code is missing"))?;
                    self.codes.insert(number(port)?, number(code)?);
                }
            }
            _ => return Err(Garbled("there is a record of an unknown kind")),
        }
        Ok(())
    }

    fn last(&mut self) -> Read<&mut Kept> {
        self.kept
            .last_mut()
            .ok_or(Garbled("it is about no session"))
    }

    fn table(&mut self) -> Read<&mut Table> {
        self.table.as_mut().ok_or(Garbled("there are no processes"))
    }

    fn panes(&mut self, record: &Record<'_>) -> Read<()> {
        let (socket, code) = record
            .words
            .split_once(' ')
            .ok_or(Garbled("a listing is cut short"))?;
        let (socket, listing) = match socket {
            "ours" => (Socket::Ours, &mut self.ours),
            "default" => (Socket::Default, &mut self.default),
            _ => return Err(Garbled("there is a listing of an unknown socket")),
        };
        let code: i32 = number(code)?;
        *listing = Some(if code == 0 {
            Listing::Listed
        } else {
            refused(code, &record.lines().collect::<Vec<_>>().join("\n"))
        });
        if code == 0 {
            // What is no pane is a complaint of the dynamic linker or the like.
            for (pane, created, name) in record.lines().filter_map(|line| pane(&line)) {
                let known = self.sessions.iter_mut();
                match known
                    .into_iter()
                    .find(|seen| seen.socket == socket && seen.name == name)
                {
                    Some(seen) => seen.panes.push(pane),
                    None => self.sessions.push(SeenSession {
                        name,
                        socket,
                        created,
                        panes: vec![pane],
                        processes: Vec::new(),
                    }),
                }
            }
        }
        Ok(())
    }
}

/// A line of `stat`: size, time, `./<session>.log`.
fn log_line(line: &str) -> Read<(u64, i64, String)> {
    let cut = Garbled("a log is cut short");
    let (size, rest) = line.split_once(' ').ok_or(cut)?;
    let (modified, path) = rest.split_once(' ').ok_or(cut)?;
    let session = path
        .strip_prefix("./")
        .and_then(|name| name.strip_suffix(".log"));
    Ok((
        number(size)?,
        number(modified)?,
        session.ok_or(cut)?.to_owned(),
    ))
}

/// A line of `tmux list-panes`: process, creation of the session, whether the pane is dead, terminal, session.
fn pane(line: &str) -> Option<(Pane, i64, String)> {
    let mut words = line.splitn(5, ':');
    let pid = words.next()?.parse().ok()?;
    let created = words.next()?.parse().ok()?;
    let dead = words.next()? == "1";
    let tty = words.next()?.to_owned();
    let name = words.next()?.to_owned();
    Some((Pane { pid, tty, dead }, created, name))
}

/// What it means that tmux listed nothing (tmux 1.8 to 3.6; its words are never translated).
fn refused(code: i32, said: &str) -> Listing {
    // 127: the shell found no such program (POSIX 2.8.2).
    if code == 127 {
        Listing::NoTmux
    } else if said.contains("no server running")
        || said.contains("failed to connect to server")
        || said.contains("error connecting to")
            && (said.contains("No such file") || said.contains("Connection refused"))
    {
        Listing::NoServer
    } else {
        Listing::Failed(said.to_owned())
    }
}
