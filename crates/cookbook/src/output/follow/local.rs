//! Logs of this machine, looked at four times a second while they grow, and once a second while they are quiet.

use std::io;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use super::super::bytes::{continuing, offset, text, unfinished};
use super::super::{SessionName, blocking, file};
use super::{BEHIND, Chunk, Ended, Followed, GONE, KEPT};

/// How much is told at once, in bytes.
const PIECE: u64 = 64 * 1024;
const GROWING: Duration = Duration::from_millis(250);
const QUIET: Duration = Duration::from_secs(1);

pub(super) struct Local {
    directory: PathBuf,
    session: SessionName,
    place: Place,
    pause: Duration,
    interrupted: bool,
}

/// How far a log was read, and which file that was.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Place {
    position: u64,
    file: Option<Identity>,
}

/// Device, inode, and when it was made: numbers of deleted files are given to new ones.
type Identity = (u64, u64, Option<SystemTime>);

impl Local {
    pub(super) fn new(directory: PathBuf, session: SessionName, position: u64) -> Self {
        Self {
            directory,
            session,
            place: Place {
                position,
                file: None,
            },
            pause: GROWING,
            interrupted: false,
        }
    }

    pub(super) async fn next(&mut self, ended: &mut Ended) -> Option<Followed> {
        loop {
            let (directory, session, place) =
                (self.directory.clone(), self.session.clone(), self.place);
            let read = blocking(move || read(&directory, &session, place)).await;
            let quiet = match read {
                Ok((place, chunk)) => {
                    self.place = place;
                    let resumed = std::mem::take(&mut self.interrupted);
                    if let Some(chunk) = chunk {
                        self.pause = GROWING;
                        ended.is_over(false);
                        return Some(Followed::Text(chunk));
                    }
                    if resumed {
                        return Some(Followed::Resumed);
                    }
                    true
                }
                Err(error) => {
                    if !std::mem::replace(&mut self.interrupted, true) {
                        return Some(Followed::Interrupted(error.to_string()));
                    }
                    true
                }
            };
            if ended.is_over(quiet) {
                return None;
            }
            ended.pause(self.pause).await;
            self.pause = (self.pause * 2).min(QUIET);
        }
    }
}

/// What is new since `place`, and the place after it.
fn read(
    directory: &Path,
    session: &SessionName,
    place: Place,
) -> io::Result<(Place, Option<Chunk>)> {
    let Some(mut log) = file::open(directory, session)? else {
        return Err(io::Error::new(io::ErrorKind::NotFound, GONE));
    };
    let about = log.metadata()?;
    let file = Some((about.dev(), about.ino(), about.created().ok()));
    let another = place.file.is_some() && place.file != file;
    let restarted = another || about.len() < place.position;
    let mut position = if restarted { 0 } else { place.position };
    let mut left_out = 0;
    if about.len() - position > BEHIND {
        left_out = about.len() - KEPT - position;
        position += left_out;
    }
    let bytes = file::read_from(&mut log, position, PIECE)?;
    let cut = if left_out > 0 { continuing(&bytes) } else { 0 };
    let whole = bytes.len() - unfinished(&bytes);
    let new = bytes.get(cut..whole).unwrap_or_default();
    let from = position + offset(cut);
    let chunk = Chunk {
        text: text(new),
        from,
        to: from + offset(new.len()),
        restarted,
        left_out: left_out + offset(cut),
    };
    let place = Place {
        position: chunk.to,
        file,
    };
    let told = restarted || !new.is_empty();
    Ok((place, told.then_some(chunk)))
}
