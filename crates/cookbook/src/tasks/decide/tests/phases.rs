//! What its log tells of a program that does not answer yet, and of one that does.

use super::*;

fn look(row: &Row, observation: &Observation) -> Row {
    let said = observation.log.as_ref().map(Log::of_program);
    let said = said.map(String::from_utf8_lossy);
    let seen = Seen {
        phase: said.as_deref().and_then(crate::output::phase::read),
        ..seen(observation)
    };
    decide(row, &seen)
}

/// It runs, and this is its log.
fn saying(text: &str) -> Observation {
    Observation {
        log: Some(log(text)),
        ..running()
    }
}

#[test]
fn it_starts_until_it_tells_more() {
    let command = "$ vllm serve org/tiny\n";
    let begins = "$ vllm serve org/tiny\nINFO vLLM API server version 0.11.2\n";
    let loads = "$ vllm serve org/tiny\nLoading safetensors checkpoint shards: 25%\n";
    let mut listens = answering(503);
    listens.log = Some(log(command));
    for (what, was, observation, then, phase, percent) in [
        (
            "nothing but its command",
            State::Starting,
            saying(command),
            State::Starting,
            None,
            None,
        ),
        (
            "no more than that it starts",
            State::Starting,
            saying(begins),
            State::Starting,
            Some("starting"),
            None,
        ),
        (
            "something",
            State::Starting,
            saying("$ x\nhello\n"),
            State::Loading,
            None,
            None,
        ),
        (
            "how far it is",
            State::Starting,
            saying(loads),
            State::Loading,
            Some("loading weights 25 %"),
            Some(25),
        ),
        (
            "nothing, and it listens",
            State::Starting,
            listens,
            State::Loading,
            None,
            None,
        ),
        (
            "there is no way back",
            State::Loading,
            saying(begins),
            State::Loading,
            Some("starting"),
            None,
        ),
        (
            "its log was taken away",
            State::Loading,
            saying(""),
            State::Loading,
            None,
            None,
        ),
    ] {
        let next = look(&task(was, 2), &observation);
        assert_eq!(
            (next.state, next.phase.as_deref(), next.percent),
            (then, phase, percent),
            "{what}"
        );
    }
    // The words of its command are none of its own.
    let named = look(
        &task(State::Starting, 2),
        &saying("$ vllm serve 'Loading safetensors'\n"),
    );
    assert_eq!((named.state, named.phase), (State::Starting, None));
}

#[test]
fn only_a_server_that_is_ready_is_busy() {
    let phase = crate::output::phase::read(include_str!("../../../output/samples/vllm-ready.log"));
    let look = |row: &Row, observation: &Observation| {
        let seen = Seen {
            phase: phase.clone(),
            ..seen(observation)
        };
        decide(row, &seen)
    };
    let busy = look(&task(State::Loading, 60), &answering(200));
    let told = r#"{"tokens_per_second":81.4,"running":2,"waiting":1}"#;
    assert_eq!(busy.load.as_deref(), Some(told));
    assert_eq!(
        look(&busy, &running()).load,
        None,
        "it does not answer any more"
    );
    assert_eq!(look(&busy, &ended(0, None)).load, None, "it has ended");
}
