//! What was asked to run is what runs, and what became of it is noted.

use std::fs;

use proptest::prelude::*;

use super::house::{House, SHELLS, session, wait_for};
use crate::runner::Launch;

/// Prints its words and what it was given, each as it is, between NULs, into the file of its first word.
const PRINTER: &str = "#!/usr/bin/env python3
import os, sys
with open(sys.argv[1] + '.new', 'wb') as out:
    out.write(b'\\0'.join(map(os.fsencode, sys.argv[2:])))
os.rename(sys.argv[1] + '.new', sys.argv[1])
";

async fn printed(house: &House, words: &[String]) -> Vec<String> {
    let name = session();
    let program = house.program("printer", PRINTER);
    let out = house.directory.path().join(&name);
    let mut all = vec![program, out.to_str().unwrap().to_owned()];
    all.extend_from_slice(words);
    house
        .start(&Launch {
            words: &all,
            ..house.plain(&name)
        })
        .await
        .unwrap();
    assert_eq!(house.ended(&name).code, Some(0), "{}", house.log(&name));
    let bytes = fs::read(out).unwrap();
    String::from_utf8(bytes)
        .unwrap()
        .split('\0')
        .map(str::to_owned)
        .collect()
}

#[tokio::test]
async fn words_arrive_as_they_are() {
    let words: Vec<String> = [
        "plain",
        "",
        " ",
        "two words",
        "'",
        "''",
        "'\\''",
        "\"",
        "\\",
        "\\\\n",
        "$HOME",
        "$(id)",
        "`id`",
        ";",
        "a;",
        "&&",
        "|",
        ">x",
        "*",
        "?",
        "[a]",
        "#",
        "#{pid}",
        "#{session_name}",
        "~",
        "~root",
        "a~/b",
        "=",
        "-n",
        "--",
        "-e",
        "%s",
        "\n",
        "a\n",
        "\nb\n\n",
        "\r",
        "\t",
        "\x01\x02\x7f",
        "é",
        "日本",
        "\u{81}\u{88}",
        "!",
        "{a,b}",
        "--flag=$HOME",
        "-f=~/x",
        "EOF",
        "}",
        "exit",
    ]
    .map(str::to_owned)
    .into();
    for shell in SHELLS {
        let house = House::new(shell);
        assert_eq!(printed(&house, &words).await, words, "{shell}");
    }
}

#[tokio::test]
async fn paths_in_the_home_are_found() {
    let house = House::new("dash");
    let home = house.home().to_str().unwrap().to_owned();
    let words = ["~/models/x.gguf", "--model=~/m", "--a=b=~/m", "x=~/m", "~/"].map(str::to_owned);
    assert_eq!(
        printed(&house, &words).await,
        [
            format!("{home}/models/x.gguf"),
            format!("--model={home}/m"),
            "--a=b=~/m".to_owned(),
            "x=~/m".to_owned(),
            format!("{home}/"),
        ]
    );
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, max_shrink_iters: 40, ..ProptestConfig::default() })]

    #[test]
    fn any_words_arrive_as_they_are(
        shell in 0..SHELLS.len(),
        words in proptest::collection::vec("([^\0~]|['\"\\\\$`;#{}\n ]){0,12}", 1..12),
    ) {
        let house = House::new(SHELLS[shell]);
        let runtime = tokio::runtime::Runtime::new().unwrap();
        let arrived = runtime.block_on(printed(&house, &words));
        prop_assert_eq!(arrived, words);
    }
}

#[tokio::test]
async fn how_a_program_ended_is_noted() {
    // The program, its code, its signal.
    let cases = [
        ("exit 0", 0, None),
        ("exit 3", 3, None),
        ("exit 255", 255, None),
        ("kill -TERM $$", 143, Some("TERM")),
        ("kill -KILL $$", 137, Some("KILL")),
        ("kill -SEGV $$", 139, Some("SEGV")),
        // What it does to its group is its own business.
        ("kill -KILL 0", 137, Some("KILL")),
        ("kill -TERM 0; sleep 60", 143, Some("TERM")),
    ];
    for shell in SHELLS {
        let house = House::new(shell);
        for (text, code, signal) in cases {
            let name = session();
            let launched = house
                .launch(
                    &name,
                    &[
                        "sh",
                        "-c",
                        &format!("echo one; echo two >&2; printf three; {text}"),
                    ],
                )
                .await;
            let status = house.ended(&name);
            assert_eq!(status.code, Some(code), "{shell}: {text}");
            assert_eq!(status.signal.as_deref(), signal, "{shell}: {text}");
            assert!(!status.oom && !status.stopped, "{shell}: {text}");
            assert_eq!(status.pid, launched.pid, "{shell}: {text}");
            assert!(status.start <= status.end, "{shell}: {text}");
            assert_eq!(
                house.log(&name),
                format!("$ shown\none\ntwo\nthree\n=== Process exited with code {code} ===\n"),
                "{shell}: {text}"
            );
        }
    }
}

#[tokio::test]
async fn a_program_that_is_not_there_says_so() {
    for shell in SHELLS {
        let house = House::new(shell);
        let name = session();
        house.launch(&name, &["/nowhere/vllm", "serve"]).await;
        assert_eq!(house.ended(&name).code, Some(127), "{shell}");
        assert!(
            house.log(&name).contains("/nowhere/vllm"),
            "{shell}: {}",
            house.log(&name)
        );
    }
}

#[tokio::test]
async fn the_persons_shell_follows_and_is_not_in_the_log() {
    for shell in SHELLS {
        let house = House::with(shell, &[("PS1", "BANNER> "), ("ENV", "/dev/null")]);
        let name = session();
        house.launch(&name, &["true"]).await;
        house.ended(&name);
        let pane = format!("={name}:");
        house.tmux(&[
            "send-keys",
            "-t",
            &pane,
            "echo from-$((40 + 2))-shell",
            "Enter",
        ]);
        wait_for("the shell", || {
            house
                .tmux(&["capture-pane", "-p", "-t", &pane])
                .contains("from-42-shell")
                .then_some(())
        });
        assert_eq!(
            house.log(&name),
            "$ shown\n\n=== Process exited with code 0 ===\n",
            "{shell}"
        );
    }
}

#[tokio::test]
async fn ctrl_c_and_the_end_of_the_session_reach_the_program() {
    for shell in SHELLS {
        let house = House::new(shell);
        let name = session();
        house.launch(&name, &["sleep", "1000"]).await;
        house.tmux(&["send-keys", "-t", &format!("={name}:"), "C-c", ""]);
        assert_eq!(house.ended(&name).signal.as_deref(), Some("INT"), "{shell}");

        let name = session();
        house.launch(&name, &["sleep", "1000"]).await;
        house.tmux(&["kill-server"]);
        assert_eq!(house.ended(&name).signal.as_deref(), Some("HUP"), "{shell}");
    }
}

#[tokio::test]
async fn a_name_is_used_once() {
    let house = House::new("dash");
    let name = session();
    house.launch(&name, &["sh", "-c", "echo first"]).await;
    let again = house
        .start(&Launch {
            words: &["true".to_owned()],
            ..house.plain(&name)
        })
        .await;
    assert_eq!(again.unwrap_err().kind, operation::Kind::Conflict);
    house.ended(&name);
    assert!(house.log(&name).contains("first"));
}
