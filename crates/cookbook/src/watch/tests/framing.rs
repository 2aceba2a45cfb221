//! Answers that were damaged on their way.

use std::sync::LazyLock;

use proptest::prelude::*;

use crate::watch::Watched;
use crate::watch::parse::parse;
use crate::watch::tests::host::ours;

const NONCE: &str = "5f0c";

/// An answer as the script writes it.
const ANSWER: &str = "
5f0c clock 1795415144

5f0c boot 0f4be64c

5f0c watched ours serve-00000001

5f0c status
pid=28009
start=1795415100

5f0c alive

5f0c log
5f0d end
 end
5f0c watched default mine

5f0c logs
18 1795415144 ./serve-00000001.log

5f0c panes ours 0
28000:1795415144:0:/dev/pts/0:serve-00000001

5f0c panes default 1
no server running on /tmp/tmux-0/default

5f0c processes
28000 1 44 
28009 28000 44 

5f0c words=
\0sh\0run.sh\0
5f0c words=
\0ollama\0serve\0
5f0c ollama_host 28009
0.0.0.0:8000

5f0c listeners
8000 28009 127.0.0.1

5f0c http
8000 200

5f0c end
";

static WATCHED: LazyLock<[Watched; 2]> = LazyLock::new(|| {
    let mine = Watched {
        socket: crate::watch::Socket::Default,
        ..ours("mine")
    };
    [ours("serve-00000001"), mine]
});

#[test]
fn the_whole_answer_is_read_and_no_part_of_it() {
    let swept = parse(ANSWER.as_bytes(), NONCE, &*WATCHED).unwrap();
    let first = swept.watched.first().unwrap();
    assert!(first.alive);
    assert_eq!(first.log.as_ref().unwrap().tail, b"5f0d end\n end");
    for end in 0..ANSWER.len() {
        let part = ANSWER.as_bytes().get(..end).unwrap();
        assert!(parse(part, NONCE, &*WATCHED).is_err(), "{end}");
    }
    let greeted = format!("Welcome!{ANSWER}");
    assert_eq!(parse(greeted.as_bytes(), NONCE, &*WATCHED), Ok(swept));
    assert!(parse(format!("{ANSWER}bye").as_bytes(), NONCE, &*WATCHED).is_err());
}

#[test]
fn what_nobody_asked_for_or_what_is_missing_is_an_error() {
    for (from, to) in [
        ("watched default mine", "watched ours mine"),
        ("watched default mine", "watch default mine"),
        ("clock 1795415144", "clock soon"),
        ("\n5f0c clock 1795415144\n", ""),
        ("\n5f0c panes default 1\n", ""),
        ("\n5f0c words=\n\0ollama\0serve\0", ""),
        ("panes ours 0", "panes mine 0"),
        ("28009 28000 44", "28009 28000"),
        ("8000 28009 127.0.0.1", "8000"),
        ("8000 200", "8000 20x"),
        ("18 1795415144 ./serve", "18 ./serve"),
    ] {
        let damaged = ANSWER.replacen(from, to, 1);
        assert_ne!(damaged, ANSWER, "{from}");
        assert!(
            parse(damaged.as_bytes(), NONCE, &*WATCHED).is_err(),
            "{from}"
        );
    }
}

proptest! {
    #[test]
    fn damage_is_an_error_or_a_whole_answer(
        damage in prop::collection::vec((0..ANSWER.len(), any::<u8>(), 0..40usize), 1..6),
    ) {
        let mut answer = ANSWER.as_bytes().to_vec();
        for (at, byte, length) in damage {
            let at = at.min(answer.len());
            let end = (at + length).min(answer.len());
            answer.splice(at..end, [byte]);
        }
        if let Ok(swept) = parse(&answer, NONCE, &*WATCHED) {
            prop_assert_eq!(swept.watched.len(), 2);
        }
    }

    #[test]
    fn anything_at_all_is_read_without_harm(text in prop::collection::vec(any::<u8>(), 0..400)) {
        let answer = [format!("\n{NONCE} ").as_bytes(), &text].concat();
        prop_assert!(parse(&answer, NONCE, &*WATCHED).is_err());
    }
}
