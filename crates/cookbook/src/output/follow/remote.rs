//! Logs behind ssh: a script there tells what comes, and is started again where the connection breaks.

use std::time::Duration;

use tokio::io::AsyncRead;
use uuid::Uuid;

use crate::machine::Script;

use super::super::SessionName;
use super::super::bytes::{continuing, offset, text, unfinished};
use super::frames::{Frame, Frames};
use super::{BEHIND, Chunk, Ended, Followed, GONE, KEPT};

/// The script says something every second. Without a word for so long the connection is lost.
const SILENCE: Duration = Duration::from_secs(20);
const FIRST_RETRY: Duration = Duration::from_secs(1);
const LAST_RETRY: Duration = Duration::from_secs(15);

/// What is read of another machine.
pub(super) type Reader = Box<dyn AsyncRead + Send + Unpin>;

/// What is to be done next.
pub(super) enum Next {
    /// Tell the follower.
    Tell(Followed),
    /// Start [`Remote::script`], and give what it writes to [`Remote::opened`].
    Connect,
    /// There is nothing more.
    Over,
}

pub(super) struct Remote {
    session: SessionName,
    /// The offset after what was told.
    position: u64,
    /// The beginning of a character whose end has not come yet.
    unfinished: Vec<u8>,
    /// Which file it is.
    file: String,
    /// The offset of the byte that comes next.
    coming: u64,
    /// What was left out and not told yet.
    left_out: u64,
    /// The script's own marks.
    mark: String,
    link: Link,
    retry: Duration,
    interrupted: bool,
}

enum Link {
    Closed,
    Open(Frames<Reader>),
    /// It broke, or could not be made: why.
    Broken(String),
}

impl Remote {
    pub(super) fn new(session: SessionName, position: u64) -> Self {
        Self {
            session,
            position,
            unfinished: Vec::new(),
            file: String::new(),
            coming: position,
            left_out: 0,
            mark: Uuid::new_v4().simple().to_string(),
            link: Link::Closed,
            retry: FIRST_RETRY,
            interrupted: false,
        }
    }

    pub(super) async fn next(&mut self, ended: &mut Ended) -> Next {
        loop {
            match &mut self.link {
                Link::Closed => return Next::Connect,
                Link::Broken(words) => {
                    if !std::mem::replace(&mut self.interrupted, true) {
                        return Next::Tell(Followed::Interrupted(std::mem::take(words)));
                    }
                    if ended.is_over(true) {
                        return Next::Over;
                    }
                    ended.pause(self.retry).await;
                    self.retry = (self.retry * 2).min(LAST_RETRY);
                    self.link = Link::Closed;
                }
                Link::Open(frames) => {
                    let frame = match tokio::time::timeout(SILENCE, frames.next()).await {
                        Ok(Ok(Frame::End)) => Err("The connection has ended.".to_owned()),
                        Ok(frame) => frame.map_err(|error| error.to_string()),
                        Err(_) => Err(format!("Nothing was heard for {} s.", SILENCE.as_secs())),
                    };
                    let frame = match frame {
                        Ok(frame) => frame,
                        Err(words) => {
                            self.link = Link::Broken(words);
                            self.unfinished.clear();
                            continue;
                        }
                    };
                    self.retry = FIRST_RETRY;
                    if frame == Frame::Gone {
                        if ended.is_over(true) {
                            return Next::Over;
                        }
                        if !std::mem::replace(&mut self.interrupted, true) {
                            return Next::Tell(Followed::Interrupted(GONE.to_owned()));
                        }
                        continue;
                    }
                    let resumed = std::mem::take(&mut self.interrupted);
                    let quiet = frame == Frame::Quiet;
                    if let Some(chunk) = self.take(frame) {
                        ended.is_over(false);
                        return Next::Tell(Followed::Text(chunk));
                    }
                    if quiet && ended.is_over(true) {
                        return Next::Over;
                    }
                    if resumed {
                        return Next::Tell(Followed::Resumed);
                    }
                }
            }
        }
    }

    /// What the script wrote comes from there, or it could not be started.
    pub(super) fn opened(&mut self, reader: Result<Reader, String>) {
        self.link = match reader {
            Ok(reader) => Link::Open(Frames::new(reader, &self.mark)),
            Err(words) => Link::Broken(words),
        };
    }

    /// Tells what comes after what was told.
    pub(super) fn script(&self) -> Script {
        Script::new(include_str!("../follow.sh"))
            .word(self.session.as_str())
            .word(self.position.to_string())
            .word(&self.mark)
            .word(&self.file)
            .word(BEHIND.to_string())
            .word(KEPT.to_string())
    }

    fn take(&mut self, frame: Frame) -> Option<Chunk> {
        match frame {
            Frame::File(name) => {
                let another = !self.file.is_empty() && self.file != name;
                self.file = name;
                another.then(|| self.restart())
            }
            Frame::Emptied => Some(self.restart()),
            Frame::At(at) => {
                self.coming = at;
                None
            }
            Frame::Bytes(bytes) => self.bytes(&bytes),
            Frame::Quiet | Frame::Gone | Frame::End => None,
        }
    }

    fn restart(&mut self) -> Chunk {
        self.position = 0;
        self.coming = 0;
        self.left_out = 0;
        self.unfinished.clear();
        Chunk {
            restarted: true,
            ..Chunk::default()
        }
    }

    /// What of the bytes is new.
    fn bytes(&mut self, bytes: &[u8]) -> Option<Chunk> {
        let known = self.position + offset(self.unfinished.len());
        let from = self.coming;
        self.coming += offset(bytes.len());
        let mut new = bytes;
        if from > known {
            let cut = continuing(new);
            new = new.get(cut..).unwrap_or_default();
            self.left_out += from + offset(cut) - self.position;
            self.position = from + offset(cut);
            self.unfinished.clear();
        } else {
            let again = usize::try_from(known - from).unwrap_or(usize::MAX);
            new = new.get(again.min(new.len())..).unwrap_or_default();
        }
        let mut all = std::mem::take(&mut self.unfinished);
        all.extend_from_slice(new);
        self.unfinished = all.split_off(all.len() - unfinished(&all));
        if all.is_empty() {
            return None;
        }
        let start = self.position;
        self.position += offset(all.len());
        Some(Chunk {
            text: text(&all),
            from: start,
            to: self.position,
            restarted: false,
            left_out: std::mem::take(&mut self.left_out),
        })
    }
}
