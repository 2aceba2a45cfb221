//! What a session writes, as it comes.
//!
//! Whoever reads decides the pace: nothing is read ahead, so a slow reader costs no memory. One that is too far behind
//! gets what is newest, and is told how much was left out.

mod ended;
mod frames;
mod local;
mod remote;

use std::time::Duration;

use futures_util::stream::{self, Stream};
use tokio::sync::watch;

use crate::machine::Machine;

use super::{Logs, Part, SessionName, Source, Window};
use ended::Ended;
use local::Local;
use remote::{Next, Remote};

/// A reader may be so many bytes behind before something is left out.
const BEHIND: u64 = 4 * 1024 * 1024;
/// So many of the newest bytes are kept then.
const KEPT: u64 = 1024 * 1024;
/// How often a pane is looked at, and whether a log is there at last.
const LOOK: Duration = Duration::from_secs(2);
/// What is told of a log that is not there any more. It may come again.
const GONE: &str = "Its log is not there any more: somebody deleted it. What is written now can be seen in its terminal only.";

/// What a follower is told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Followed {
    /// Something was written.
    Text(Chunk),
    /// Nothing can be read at the moment, and why: the machine cannot be asked, or the log is gone. It goes on where it
    /// was once it can.
    Interrupted(String),
    /// It can be asked again; what was written meanwhile comes next, if there is any.
    Resumed,
}

/// A piece of a log.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Chunk {
    /// Raw, as in a [`Window`]; characters are whole.
    pub(crate) text: String,
    /// The offset of its first byte.
    pub(crate) from: u64,
    /// The offset after its last byte.
    pub(crate) to: u64,
    /// What came before is no longer in the log (it was emptied, or is another one): forget it. Every look at a pane
    /// is such a beginning.
    pub(crate) restarted: bool,
    /// So many bytes before it were left out: "… N bytes left out".
    pub(crate) left_out: u64,
}

impl From<Window> for Chunk {
    fn from(window: Window) -> Self {
        Self {
            text: window.text,
            from: window.from,
            to: window.to,
            restarted: window.restarted,
            left_out: 0,
        }
    }
}

impl Logs {
    /// The part, and then everything that the session writes. It ends when the program has `ended` (its value is true,
    /// or nobody can set it any more) and nothing more is written; dropping it ends everything at once.
    pub(crate) fn follow(
        &self,
        machine: Machine,
        session: SessionName,
        part: Part,
        ended: watch::Receiver<bool>,
    ) -> impl Stream<Item = Followed> + Send + use<> {
        let follower = Follower {
            logs: self.clone(),
            machine,
            session,
            ended: Ended::new(ended),
            source: Watched::Looking(Looking {
                part,
                shown: None,
                interrupted: false,
                looked: false,
            }),
        };
        stream::unfold(follower, |mut follower| async move {
            let told = follower.next().await?;
            Some((told, follower))
        })
    }
}

struct Follower {
    logs: Logs,
    machine: Machine,
    session: SessionName,
    ended: Ended,
    source: Watched,
}

enum Watched {
    /// There is no log yet; perhaps a pane.
    Looking(Looking),
    Local(Local),
    Remote(Remote),
}

struct Looking {
    part: Part,
    /// The pane, as it was last told.
    shown: Option<String>,
    interrupted: bool,
    /// Not for the first time.
    looked: bool,
}

impl Follower {
    async fn next(&mut self) -> Option<Followed> {
        loop {
            match &mut self.source {
                Watched::Local(local) => return local.next(&mut self.ended).await,
                Watched::Remote(remote) => match remote.next(&mut self.ended).await {
                    Next::Tell(told) => return Some(told),
                    Next::Over => return None,
                    Next::Connect => {
                        let opened = self
                            .logs
                            .machines
                            .stream(&self.machine, &remote.script())
                            .await;
                        remote.opened(opened.map_err(|error| error.to_string()));
                    }
                },
                Watched::Looking(looking) => {
                    if looking.looked {
                        if self.ended.is_over(true) {
                            return None;
                        }
                        self.ended.pause(LOOK).await;
                    }
                    looking.looked = true;
                    let window = self
                        .logs
                        .window(&self.machine, &self.session, looking.part)
                        .await;
                    if let Some(told) = self.looked(window) {
                        return Some(told);
                    }
                }
            }
        }
    }

    /// What a look shows that was not told yet.
    fn looked(&mut self, window: Result<Window, super::Unread>) -> Option<Followed> {
        let Watched::Looking(looking) = &mut self.source else {
            return None;
        };
        let window = match window {
            Ok(window) => window,
            Err(error) => {
                let first = !std::mem::replace(&mut looking.interrupted, true);
                return first.then(|| Followed::Interrupted(error.to_string()));
            }
        };
        let resumed = std::mem::take(&mut looking.interrupted);
        if window.source == Source::Log {
            let pane_before = looking.shown.is_some();
            self.source = match &self.machine {
                Machine::Local => Watched::Local(Local::new(
                    self.logs.directory.clone(),
                    self.session.clone(),
                    window.to,
                )),
                Machine::Remote(_) => Watched::Remote(Remote::new(self.session.clone(), window.to)),
            };
            let chunk = Chunk::from(window);
            return Some(Followed::Text(Chunk {
                restarted: chunk.restarted || pane_before,
                ..chunk
            }));
        }
        let changed = window.source == Source::Pane && looking.shown.as_ref() != Some(&window.text);
        if !changed {
            return resumed.then_some(Followed::Resumed);
        }
        looking.shown = Some(window.text.clone());
        Some(Followed::Text(Chunk {
            restarted: true,
            ..Chunk::from(window)
        }))
    }
}

#[cfg(test)]
mod tests;
