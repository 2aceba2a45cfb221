//! What is shown while nobody can tell, and of what outlives its program.

use super::*;

/// Every state, as it has been for two minutes.
fn rows() -> impl Iterator<Item = Row> {
    State::ALL.into_iter().map(|state| task(state, 120))
}

#[test]
fn a_launch_and_a_stop_at_work_are_not_disturbed() {
    for row in rows() {
        for observation in [gone(), running(), answering(200), ended(1, None)] {
            let seen = Seen {
                at_work: true,
                ..seen(&observation)
            };
            assert_eq!(decide(&row, &seen), row);
        }
        assert_eq!(unseen(&row, "cut off", true, Instant(NOW)), row);
    }
}

#[test]
fn a_machine_that_is_away_changes_no_state_but_what_was_never_sent_there() {
    for mut row in rows().filter(|row| row.state.is_live()) {
        row.error = (row.state == State::StopFailed).then(|| "still running".to_owned());
        let away = unseen(&row, "The key has changed.", false, Instant(NOW));
        if matches!(row.state, State::Queued | State::Preflight) {
            assert_eq!((away.state, away.unreachable_since), (State::Failed, None));
            continue;
        }
        let since = Some(Instant(NOW));
        assert_eq!((away.state, away.unreachable_since), (row.state, since));
        let later = unseen(&away, "away", false, Instant(NOW + 1));
        assert_eq!(later.unreachable_since, since);
        let why = match row.state {
            State::StopFailed => "still running",
            _ => "The key has changed.",
        };
        assert_eq!(away.error.as_deref(), Some(why), "{:?}", row.state);
        let back = after(&away, &answering(200));
        assert_eq!(back.unreachable_since, None);
        assert_eq!(back.error.is_some(), back.state == State::StopFailed);
    }
}

#[test]
fn what_outlives_its_session_is_told() {
    let alone = Observation {
        tmux: Presence::Gone,
        ..answering(200)
    };
    let alone = after(&task(State::Ready, 60), &alone);
    assert_eq!((alone.state, alone.error), (State::Ready, None));
    assert!(alone.phase.unwrap().contains("without its tmux session"));

    let held = |mut observation: Observation| {
        observation.listening = Listening::Process(5);
        observation.http = Probe::Answered(200);
        observation
    };
    let hung_up = Observation {
        tmux: Presence::Gone,
        ..ended(129, Some("HUP"))
    };
    let cases = [
        (ended(137, Some("KILL")), State::Failed, "signal KILL."),
        (ended(0, None), State::Done, "exit code 0."),
        (gone(), State::Failed, "or the machine did."),
        (hung_up, State::Failed, "Its tmux session was ended"),
    ];
    for (observation, state, words) in cases {
        let row = task(State::Ready, 60);
        let clean = after(&row, &observation);
        assert_eq!(clean.state, state);
        assert!(!clean.error.unwrap_or_default().contains("8000"), "{words}");
        let left = after(&row, &held(observation));
        let error = left.error.unwrap();
        assert!(
            left.state == state
                && error.contains(words)
                && error.contains("Port 8000 is still taken by process 5")
                && error.contains("left behind"),
            "{error}"
        );
    }
    let mut adopted = task(State::Ready, 60);
    adopted.adopted = true;
    let left = after(&adopted, &held(gone()));
    assert!(left.state == State::Stopped && left.error.unwrap().contains("process 5"));
    // One that never answered had no port that it could have left behind.
    let never = after(&task(State::Loading, 60), &held(ended(1, None)));
    assert!(!never.error.unwrap().contains("left behind"));
}

#[test]
fn a_runner_whose_session_was_ended_has_time_to_note_how_the_program_ended() {
    let observation = Observation {
        tmux: Presence::Gone,
        alive: false,
        processes: Vec::new(),
        ..running()
    };
    let after = |seconds: i64| {
        let seen = Seen {
            at_host: NOW / 1000 + seconds,
            ..seen(&observation)
        };
        decide(&task(State::Ready, 60), &seen).state
    };
    assert_eq!((after(1), after(5)), (State::Ready, State::Failed));
}
