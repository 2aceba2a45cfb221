//! What is seen, and the state that it makes.

use operation::Instant;
use proptest::prelude::*;

use super::*;
use crate::command::Environment;
use crate::servers::Target;
use crate::tasks::{DEFAULT_SOCKET, New};
use crate::watch::{Log, Process, Socket, StatusFile};

mod downloads;
mod faults;
mod leftovers;
mod phases;

const NOW: i64 = 1_000_000_000;
/// The program's process.
const PID: u32 = 4711;

/// A task that has been in that state for so many seconds.
fn task(state: State, seconds: i64) -> Row {
    let target = Target {
        server_id: "local".to_owned(),
        server: "This machine".to_owned(),
        host: String::new(),
        port: None,
        environment: Environment::None,
        gpus: String::new(),
        platform: String::new(),
    };
    let since = Instant(NOW - seconds * 1000);
    let new = New {
        id: "serve-1a2b3c4d".to_owned(),
        kind: SERVE,
        name: "tiny".to_owned(),
        repo_id: "org/tiny".to_owned(),
        cmd: "vllm serve org/tiny".to_owned(),
        engine: Some("vllm".to_owned()),
        port: Some(8000),
        state,
        socket: DEFAULT_SOCKET.to_owned(),
        adopted: false,
        started_by: "person".to_owned(),
        at: since,
    };
    let mut row = Row::new(new, &target).unwrap();
    row.ready_at = (state == State::Ready).then_some(since);
    row
}

/// Nothing at all is there.
fn gone() -> Observation {
    Observation {
        session: "serve-1a2b3c4d".to_owned(),
        socket: Socket::Ours,
        tmux: Presence::Gone,
        status: None,
        alive: false,
        listening: Listening::Nobody,
        http: Probe::Refused,
        log: None,
        processes: Vec::new(),
    }
}

fn log(text: &str) -> Log {
    Log {
        size: text.len() as u64,
        modified: NOW / 1000,
        tail: text.as_bytes().to_vec(),
    }
}

/// The program runs, has written something, and does not listen yet.
fn running() -> Observation {
    Observation {
        tmux: Presence::There,
        status: Some(StatusFile {
            pid: Some(PID),
            start: Some(NOW / 1000 - 60),
            ..StatusFile::default()
        }),
        alive: true,
        log: Some(log("$ vllm serve org/tiny\nLoading\n")),
        processes: vec![Process {
            pid: PID,
            parent: 1,
            seconds: 60,
            args: vec!["vllm".to_owned()],
            ollama_host: None,
        }],
        ..gone()
    }
}

/// The same, and it answers.
fn answering(code: u16) -> Observation {
    Observation {
        listening: Listening::Process(PID),
        http: Probe::Answered(code),
        ..running()
    }
}

/// The program has ended, and its runner's shell is still there.
fn ended(code: i32, signal: Option<&str>) -> Observation {
    Observation {
        alive: false,
        processes: Vec::new(),
        status: Some(StatusFile {
            pid: Some(PID),
            end: Some(NOW / 1000 - 1),
            code: Some(code),
            signal: signal.map(str::to_owned),
            ..StatusFile::default()
        }),
        ..running()
    }
}

fn seen(observation: &Observation) -> Seen<'_> {
    Seen {
        observation,
        phase: None,
        rebooted: false,
        // Its log is silent for a while.
        at_host: NOW / 1000 + 60,
        ahead: 0,
        unfinished: 0,
        at_work: false,
        at: Instant(NOW),
    }
}

fn after(row: &Row, observation: &Observation) -> Row {
    decide(row, &seen(observation))
}

#[test]
fn what_is_seen_makes_the_state() {
    use State::{Done, Failed, Loading, Preflight, Ready, Starting, StopFailed, Stopped, Stopping};
    let stopped = |mut observation: Observation| {
        observation.status.as_mut().unwrap().stopped = true;
        observation
    };
    let quiet = |mut observation: Observation| {
        observation.log = None;
        observation
    };
    let foreign = |mut observation: Observation| {
        observation.listening = Listening::Process(1);
        observation
    };
    let silent = Observation {
        http: Probe::Silent,
        listening: Listening::Process(PID),
        ..running()
    };
    let unasked = Observation {
        http: Probe::Unknown,
        ..running()
    };
    let no_tmux = Observation {
        tmux: Presence::Unknown,
        ..gone()
    };
    let dying = Observation {
        alive: false,
        processes: Vec::new(),
        ..running()
    };
    let table = [
        // A launch and a stop that nobody is at any more.
        ("its launch was lost", Preflight, 1, gone(), Failed),
        (
            "an older Odysseus was lost in its launch, and yet it was started",
            Preflight,
            1,
            running(),
            Loading,
        ),
        (
            "what stops it is still at it there",
            Stopping,
            5,
            running(),
            Stopping,
        ),
        (
            "a stop that was lost had worked",
            Stopping,
            100,
            gone(),
            Stopped,
        ),
        (
            "a stop that was lost had not worked",
            Stopping,
            100,
            running(),
            StopFailed,
        ),
        // On its way up.
        ("tmux does not have it yet", Starting, 2, gone(), Starting),
        ("nothing of it ever showed up", Starting, 60, gone(), Failed),
        (
            "it said nothing yet",
            Starting,
            2,
            quiet(running()),
            Starting,
        ),
        ("it talks", Starting, 2, running(), Loading),
        (
            "it listens and does not answer",
            Loading,
            9,
            silent,
            Loading,
        ),
        ("it says that it loads", Loading, 9, answering(503), Loading),
        ("it answers", Loading, 9, answering(200), Ready),
        ("it wants a key", Loading, 9, answering(401), Ready),
        (
            "another program has its port",
            Loading,
            9,
            foreign(answering(200)),
            Loading,
        ),
        // Up.
        ("it still answers", Ready, 9, answering(200), Ready),
        ("it answers no more", Ready, 9, running(), Loading),
        ("it could not be asked", Ready, 9, unasked, Ready),
        ("tmux could not be asked", Ready, 9, no_tmux, Ready),
        // Down.
        ("it ended well", Ready, 9, ended(0, None), Done),
        (
            "it has died, and its runner has not said how yet",
            Ready,
            9,
            dying,
            Ready,
        ),
        ("it failed", Loading, 9, ended(1, None), Failed),
        ("it was killed", Ready, 9, ended(137, Some("KILL")), Failed),
        (
            "it was stopped",
            Ready,
            9,
            stopped(ended(143, Some("TERM"))),
            Stopped,
        ),
        ("tmux and all of it are gone", Ready, 9, gone(), Failed),
        (
            "what could not be stopped is gone by now",
            StopFailed,
            9,
            gone(),
            Stopped,
        ),
        (
            "what could not be stopped is there",
            StopFailed,
            9,
            running(),
            StopFailed,
        ),
    ];
    for (what, state, seconds, observation, then) in table {
        let next = after(&task(state, seconds), &observation);
        assert_eq!(next.state, then, "{what}: {:?}", next.error);
        let restated = next.state != state;
        assert_eq!(next.state_since == Instant(NOW), restated, "{what}");
        assert_eq!(next.ended_at.is_some(), !next.state.is_live(), "{what}");
        assert!(
            next.ended_at.is_none_or(|at| at >= next.created_at),
            "{what}"
        );
        assert_eq!(
            next.error.is_some(),
            matches!(next.state, Failed | StopFailed) && restated,
            "{what}"
        );
    }
}

#[test]
fn how_it_ended_is_told() {
    let killed = after(&task(State::Ready, 60), &ended(137, Some("KILL")));
    assert_eq!(
        (killed.exit_code, killed.signal.as_deref()),
        (None, Some("KILL"))
    );
    assert_eq!(
        killed.error.as_deref(),
        Some("It was ended by the signal KILL.")
    );
    assert_eq!(killed.state.status(killed.ready_at.is_some()), "crashed");
    assert_eq!(
        killed.ended_at,
        Some(Instant(NOW - 1000)),
        "when its runner noted it"
    );

    // By a clock that is ten seconds ahead of ours, it was as long before.
    let observation = ended(0, None);
    let elsewhere = Seen {
        ahead: 10_000,
        ..seen(&observation)
    };
    let elsewhere = decide(&task(State::Ready, 60), &elsewhere);
    assert_eq!(elsewhere.ended_at, Some(Instant(NOW - 11_000)));

    let at_once = after(&task(State::Loading, 0), &ended(3, None));
    assert_eq!(at_once.ended_at, Some(Instant(NOW)), "not before it began");

    let failed = after(&task(State::Loading, 60), &ended(3, None));
    assert_eq!((failed.exit_code, failed.signal), (Some(3), None));
    assert_eq!(failed.state.status(false), "error");

    let mut memory = ended(137, Some("KILL"));
    memory.status.as_mut().unwrap().oom = true;
    let memory = after(&task(State::Loading, 60), &memory);
    assert!(memory.oom && memory.error.unwrap().contains("memory"));
}

#[test]
fn one_that_was_taken_up_has_no_runner() {
    let mut adopted = task(State::Loading, 20);
    adopted.adopted = true;
    let seen = |mut observation: Observation| {
        observation.status = None;
        observation.alive = false;
        observation
    };
    assert_eq!(after(&adopted, &seen(answering(200))).state, State::Ready);
    assert_eq!(after(&adopted, &seen(running())).state, State::Loading);
    assert_eq!(after(&adopted, &gone()).state, State::Stopped);
}

fn any_observation() -> impl Strategy<Value = Observation> {
    let base = prop_oneof![
        Just(gone()),
        Just(running()),
        Just(answering(200)),
        Just(answering(503)),
        Just(ended(0, None)),
        Just(ended(1, None)),
        Just(ended(137, Some("KILL"))),
    ];
    (base, any::<bool>(), any::<bool>()).prop_map(|(mut seen, no_log, no_status)| {
        if no_log {
            seen.log = None;
        }
        if no_status {
            seen.status = None;
        }
        seen
    })
}

proptest! {
    /// Whatever is seen: looking twice at the same changes nothing more, what has ended stays ended, and an existing process is
    /// never enough to be ready.
    #[test]
    fn deciding_is_calm(at in 0..State::ALL.len(), seconds in 0..200_i64, observation in any_observation()) {
        let row = task(State::ALL[at], seconds);
        let once = after(&row, &observation);
        let twice = after(&once, &observation);
        prop_assert_eq!(&once, &twice);
        if !row.state.is_live() {
            prop_assert_eq!(row.state, once.state);
        }
        if once.state == State::Ready && row.state != State::Ready {
            prop_assert!(matches!(observation.http, Probe::Answered(200..=499)));
        }
    }
}
