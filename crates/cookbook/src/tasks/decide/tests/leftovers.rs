//! What a stop left behind is seen by the next stop alone.

use super::*;

/// Its program was ended on demand, and the stop noted whether something is left.
fn stopped(left: bool) -> Observation {
    let mut seen = ended(137, Some("KILL"));
    seen.tmux = Presence::Gone;
    let status = seen.status.as_mut().unwrap();
    (status.stopped, status.left) = (true, left);
    seen
}

#[test]
fn what_is_left_is_not_forgotten() {
    let words = "the port is still taken";
    let mut failed = task(State::StopFailed, 9);
    failed.error = Some(words.to_owned());
    let still = after(&failed, &stopped(true));
    assert_eq!(
        (still.state, still.error.as_deref()),
        (State::StopFailed, Some(words))
    );
    let gone = after(&failed, &stopped(false));
    assert_eq!((gone.state, gone.error), (State::Stopped, None));

    // Odysseus ended while it stopped this.
    let lost = after(&task(State::Stopping, 100), &stopped(true));
    assert_eq!(lost.state, State::StopFailed);
    assert!(lost.error.unwrap().contains("stop it again"));
    let lost = after(&task(State::Stopping, 100), &stopped(false));
    assert_eq!((lost.state, lost.error), (State::Stopped, None));

    // It has ended since, by itself; an older stop says nothing of that.
    let ended = after(&task(State::Ready, 9), &stopped(true));
    assert_eq!(ended.state, State::Stopped);
}
