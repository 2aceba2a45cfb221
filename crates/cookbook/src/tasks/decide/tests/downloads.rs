//! What is fetched has no port, and is whole or not.

use super::*;
use crate::tasks::DOWNLOAD;

#[test]
fn a_download_needs_no_port() {
    let mut download = task(State::Starting, 2);
    download.kind = DOWNLOAD.to_owned();
    download.port = None;
    assert_eq!(after(&download, &running()).state, State::Loading);
    assert_eq!(after(&download, &ended(0, None)).state, State::Done);
}

#[test]
fn a_download_that_left_something_unfinished_has_failed() {
    let mut download = task(State::Loading, 60);
    download.kind = DOWNLOAD.to_owned();
    let check = |code, unfinished, state, error: Option<&str>| {
        let observation = ended(code, None);
        let seen = Seen {
            unfinished,
            ..seen(&observation)
        };
        let next = decide(&download, &seen);
        assert_eq!((next.state, next.error.as_deref()), (state, error));
        assert_eq!(next.exit_code, Some(code.into()));
    };
    check(0, 0, State::Done, None);
    let one = "tiny is not complete: 1 file is unfinished. Launch the download again; it goes on where it was.";
    check(0, 1, State::Failed, Some(one));
    let two = "tiny is not complete: 2 files are unfinished. Launch the download again; it goes on where it was.";
    check(0, 2, State::Failed, Some(two));
    check(1, 0, State::Failed, Some("It ended with exit code 1."));
}
