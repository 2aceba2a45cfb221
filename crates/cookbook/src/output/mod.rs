//! What programs wrote: parts of their logs, and what those tell.
//!
//! [`Logs`] reads: `window` the end, what came since, or the failure; `grep` the lines with a text; `follow` all that
//! comes. `clean` makes plain text of what was written for a terminal, `excerpt` cuts out why a program failed,
//! `phase` says how far it is. What stands in a log was written by others and is only ever text.

mod bytes;
pub(crate) mod clean;
pub(crate) mod excerpt;
mod failure;
mod file;
mod follow;
mod grep;
mod line;
mod load;
pub(crate) mod phase;
mod progress;
mod remote;
#[cfg(test)]
mod testing;
mod window;

use std::io;
use std::path::PathBuf;

use crate::command::SessionName;
use crate::machine::{Machine, Machines, Trouble};

pub(crate) use follow::{Chunk, Followed};
pub(crate) use grep::{Hit, Matches, Pattern};
pub(crate) use load::Load;

pub(crate) use window::{Part, Source, Window, lines};

/// Why a log could not be read.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Unread {
    /// The machine could not be asked.
    #[error(transparent)]
    Machine(#[from] Trouble),
    /// The file could not be read here.
    #[error("The log could not be read: {0}")]
    File(#[from] io::Error),
    /// It was refused there; the machine's own words.
    #[error("{0}")]
    Refused(String),
}

/// The logs of all machines. Cheap to clone.
#[derive(Clone)]
pub(crate) struct Logs {
    machines: Machines,
    /// This machine's state directory.
    directory: PathBuf,
    /// The name of our tmux socket.
    socket: String,
}

impl Logs {
    /// Logs of this machine are in `directory` (`…/odysseus/serve`); sessions are on the tmux socket `socket`, or on
    /// the default one.
    pub(crate) fn new(machines: Machines, directory: PathBuf, socket: impl Into<String>) -> Self {
        Self {
            machines,
            directory,
            socket: socket.into(),
        }
    }

    /// A part of what the session wrote: of its log, or else of its pane.
    ///
    /// # Errors
    /// The machine could not be asked, or something else than a log of ours stands in its place. That there is
    /// neither log nor session is no error: see [`Window::source`].
    pub(crate) async fn window(
        &self,
        machine: &Machine,
        session: &SessionName,
        part: Part,
    ) -> Result<Window, Unread> {
        if *machine == Machine::Local
            && let Some(window) = self.local(session, part).await?
        {
            return Ok(window);
        }
        remote::window(&self.machines, machine, session, &self.socket, part).await
    }

    /// What tmux remembers of the session's pane, whether or not there is a log.
    ///
    /// # Errors
    /// The machine could not be asked.
    pub(crate) async fn pane(
        &self,
        machine: &Machine,
        session: &SessionName,
        lines: usize,
    ) -> Result<Window, Unread> {
        remote::pane(&self.machines, machine, session, &self.socket, lines).await
    }

    /// The last lines with that text, of the whole log here, of its last 256 MiB elsewhere.
    ///
    /// # Errors
    /// As [`Logs::window`].
    pub(crate) async fn grep(
        &self,
        machine: &Machine,
        session: &SessionName,
        pattern: &Pattern,
    ) -> Result<Matches, Unread> {
        if *machine == Machine::Local {
            let (directory, session_, pattern_) =
                (self.directory.clone(), session.clone(), pattern.clone());
            let found = blocking(move || {
                file::open(&directory, &session_)?
                    .map(|mut log| grep::local(&mut log, &pattern_))
                    .transpose()
            })
            .await?;
            if let Some(found) = found {
                return Ok(found);
            }
        }
        grep::remote(&self.machines, machine, session, &self.socket, pattern).await
    }

    async fn local(&self, session: &SessionName, part: Part) -> io::Result<Option<Window>> {
        let (directory, session) = (self.directory.clone(), session.clone());
        blocking(move || {
            let path = directory.join(session.log_name()).display().to_string();
            // A log that is emptied while it is read is read again.
            for _ in 0..3 {
                let Some(mut log) = file::open(&directory, &session)? else {
                    return Ok(None);
                };
                match window::read(&mut log, path.clone(), part) {
                    Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => {}
                    piece => return piece.map(|piece| Some(piece.window(part))),
                }
            }
            Ok(None)
        })
        .await
    }
}

/// Files are read on a thread of their own.
async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> io::Result<T> + Send + 'static,
) -> io::Result<T> {
    tokio::task::spawn_blocking(work)
        .await
        .unwrap_or_else(|error| Err(io::Error::other(error)))
}
