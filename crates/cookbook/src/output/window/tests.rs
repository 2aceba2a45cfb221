use proptest::prelude::*;

use crate::machine::Machine;

use super::super::testing::{Home, SHELLS, index};
use super::super::{Logs, SessionName, Unread, Window, remote};
use super::{LARGEST, Part, Piece, Source, lines};

/// The part as Rust reads it here, and as each shell reads it there.
async fn everywhere(home: &Home, session: &SessionName, part: Part) -> Vec<(String, Window)> {
    let logs = home.logs("dash");
    let window = logs.window(&Machine::Local, session, part).await.unwrap();
    let mut all = vec![("here".to_owned(), window)];
    for shell in SHELLS {
        let window = there(home, shell, session, part).await.unwrap();
        all.push(((*shell).to_owned(), window));
    }
    all
}

async fn there(
    home: &Home,
    shell: &str,
    session: &SessionName,
    part: Part,
) -> Result<Window, Unread> {
    remote::window(
        &home.machines(shell),
        &Machine::Local,
        session,
        &home.socket,
        part,
    )
    .await
}

fn numbered(lines: usize) -> String {
    (0..lines)
        .map(|line| format!("line {line} of many, with some more text in it\n"))
        .collect()
}

#[test]
fn how_many_lines() {
    for (tail, given) in [
        (None, 400),
        (Some(0), 400),
        (Some(1), 20),
        (Some(-5), 20),
        (Some(400), 400),
        (Some(5000), 4000),
        (Some(i64::MAX), 4000),
        (Some(i64::MIN), 20),
    ] {
        assert_eq!(lines(tail), given, "{tail:?}");
    }
}

#[tokio::test]
async fn the_end_of_a_log() {
    let home = Home::new();
    let all = numbered(20_000);
    let log = home.write("serve-1", &all);
    for (shell, window) in everywhere(&home, &log, Part::End { lines: 400 }).await {
        assert_eq!(window.source, Source::Log, "{shell}");
        assert_eq!(window.text.lines().count(), 400, "{shell}");
        assert!(
            window.text.starts_with("line 19600 ") && window.text.ends_with('\n'),
            "{shell}"
        );
        assert_eq!(
            (window.to, window.size),
            (all.len() as u64, all.len() as u64),
            "{shell}"
        );
        assert_eq!(&all[index(window.from)..], window.text, "{shell}");
        assert_eq!(
            window.log_path,
            home.log("serve-1").display().to_string(),
            "{shell}"
        );
        assert_eq!(window.notes, Vec::<String>::new(), "{shell}");
    }
    let short = home.write("serve-2", "one\ntwo, not ended yet");
    for (shell, window) in everywhere(&home, &short, Part::End { lines: 400 }).await {
        assert_eq!(
            (window.text.as_str(), window.from),
            ("one\ntwo, not ended yet", 0),
            "{shell}"
        );
    }
    for (shell, window) in everywhere(&home, &short, Part::End { lines: 1 }).await {
        assert_eq!(
            (window.text.as_str(), window.from),
            ("two, not ended yet", 4),
            "{shell}"
        );
    }
    let empty = home.write("serve-3", "");
    for (shell, window) in everywhere(&home, &empty, Part::End { lines: 20 }).await {
        assert_eq!(
            (
                window.text.as_str(),
                window.size,
                window.source == Source::Log
            ),
            ("", 0, true),
            "{shell}"
        );
    }
}

#[tokio::test]
async fn lines_that_are_longer_than_an_answer() {
    let home = Home::new();
    let one = home.write("one", "ä".repeat(2_000_000));
    for (shell, window) in everywhere(&home, &one, Part::End { lines: 20 }).await {
        assert!(
            window.text.len() as u64 <= LARGEST && window.text.len() > 1_000_000,
            "{shell}"
        );
        assert!(window.text.chars().all(|c| c == 'ä'), "{shell}");
        assert!(window.notes[0].contains("longer than 1 MiB"), "{shell}");
    }
    let some = home.write("some", format!("{}\n", "y".repeat(300_000)).repeat(9));
    for (shell, window) in everywhere(&home, &some, Part::End { lines: 20 }).await {
        assert_eq!(window.text.lines().count(), 3, "{shell}");
        assert!(
            window.text.lines().all(|line| line.len() == 300_000),
            "{shell}"
        );
        assert!(window.notes[0].contains("only those"), "{shell}");
    }
}

#[tokio::test]
async fn what_came_since() {
    let home = Home::new();
    let log = home.write("serve-1", "before\nafter\n");
    for (offset, text) in [
        (0, "before\nafter\n"),
        (7, "after\n"),
        (13, ""),
        (9, "ter\n"),
    ] {
        for (shell, window) in everywhere(&home, &log, Part::Since { offset }).await {
            assert_eq!(
                (window.text.as_str(), window.from, window.to),
                (text, offset, 13),
                "{shell}"
            );
            assert!(!window.restarted, "{shell}");
        }
    }
    for (shell, window) in everywhere(&home, &log, Part::Since { offset: 500 }).await {
        assert_eq!(
            (window.text.as_str(), window.restarted),
            ("before\nafter\n", true),
            "{shell}"
        );
        assert!(window.notes[0].contains("13 bytes only"), "{shell}");
    }
    // A character whose end has not been written yet comes with its end.
    let half = home.write("half", b"ready \xF0\x9F\x8E");
    for (shell, window) in everywhere(&home, &half, Part::Since { offset: 0 }).await {
        assert_eq!((window.text.as_str(), window.to), ("ready ", 6), "{shell}");
    }
}

#[tokio::test]
async fn a_large_log_in_pieces_is_the_whole_log() {
    let home = Home::new();
    let all = numbered(50_000);
    let log = home.write("serve-1", &all);
    let start = Part::Since { offset: 0 };
    for (shell, mut window) in everywhere(&home, &log, start).await {
        let mut read = String::new();
        while !window.text.is_empty() {
            assert_eq!(window.from, read.len() as u64, "{shell}");
            assert!(window.text.ends_with('\n'), "{shell}");
            read.push_str(&window.text);
            let part = Part::Since { offset: window.to };
            window = match shell.as_str() {
                "here" => home
                    .logs("dash")
                    .window(&Machine::Local, &log, part)
                    .await
                    .unwrap(),
                shell => there(&home, shell, &log, part).await.unwrap(),
            };
        }
        assert!(read == all, "{shell}");
    }
}

#[tokio::test]
async fn from_the_failure_on() {
    let home = Home::new();
    let crash = include_str!("../samples/vllm-engine-core.log");
    let log = home.write("serve-1", numbered(30_000) + crash);
    for (shell, window) in everywhere(&home, &log, Part::Failure { lines: 400 }).await {
        assert!(
            window
                .text
                .lines()
                .next()
                .unwrap()
                .contains("EngineCore failed to start."),
            "{shell}"
        );
        assert!(
            window.text.ends_with("Failed core proc(s): {}\n"),
            "{shell}"
        );
        assert_eq!(window.to, window.size, "{shell}");
    }
    for (shell, window) in everywhere(&home, &log, Part::Failure { lines: 2 }).await {
        assert_eq!(window.text.lines().count(), 2, "{shell}");
    }
    let healthy = home.write("serve-2", numbered(100));
    for (shell, window) in everywhere(&home, &healthy, Part::Failure { lines: 20 }).await {
        assert!(window.text.starts_with("line 80 "), "{shell}");
        assert!(window.notes[0].contains("no traceback"), "{shell}");
    }
}

#[tokio::test]
async fn nothing_but_a_log_of_ours_is_read_there_either() {
    let home = Home::new();
    let secret = home.directory.path().join("secret");
    std::fs::write(&secret, "secret").unwrap();
    std::os::unix::fs::symlink(&secret, home.log("link")).unwrap();
    home.write("theirs", "x");
    std::os::unix::fs::chown(home.log("theirs"), Some(65534), None).unwrap();
    home.write("shared", "x");
    std::fs::set_permissions(
        home.log("shared"),
        std::os::unix::fs::PermissionsExt::from_mode(0o602),
    )
    .unwrap();
    for shell in SHELLS {
        for session in ["link", "theirs", "shared"] {
            let refused = there(
                &home,
                shell,
                &SessionName::parse(session).unwrap(),
                Part::End { lines: 20 },
            )
            .await;
            assert!(
                refused.is_err_and(|why| why.to_string().contains("is not read")),
                "{shell} {session}"
            );
        }
    }
}

/// The pane shows it when its program has written; until then it is asked again.
async fn until_shown(logs: &Logs, session: &SessionName, text: &str) -> Window {
    let deadline = std::time::Instant::now() + std::time::Duration::from_secs(20);
    loop {
        let window = logs
            .window(&Machine::Local, session, Part::End { lines: 20 })
            .await
            .unwrap();
        if window.text.contains(text) {
            return window;
        }
        assert!(std::time::Instant::now() < deadline, "{window:?}");
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
}

#[tokio::test]
async fn without_a_log_it_is_the_pane() {
    let home = Home::new();
    let session = SessionName::parse("serve-adopted").unwrap();
    let none = home
        .logs("dash")
        .window(&Machine::Local, &session, Part::End { lines: 20 })
        .await
        .unwrap();
    assert_eq!(
        (none.source, none.text.as_str(), none.source == Source::Log),
        (Source::None, "", false)
    );
    for ours in [false, true] {
        let command = format!("seq 1 100; printf 'größe {ours}\\n'; cat");
        home.tmux(
            ours,
            &[
                "new-session",
                "-d",
                "-s",
                "serve-adopted",
                "-x",
                "80",
                "-y",
                "24",
                &command,
            ],
        );
        for shell in SHELLS {
            let window = until_shown(&home.logs(shell), &session, &format!("größe {ours}\n")).await;
            assert_eq!(window.source, Source::Pane, "{shell}");
            assert_eq!(window.text.lines().count(), 20, "{shell}");
        }
    }
    // A name that another one begins with is another session.
    let other = SessionName::parse("serve-adopt").unwrap();
    let window = home
        .logs("dash")
        .window(&Machine::Local, &other, Part::End { lines: 20 })
        .await
        .unwrap();
    assert_eq!(window.source, Source::None);
}

proptest! {
    /// Whatever a log contains, and however it is cut.
    #[test]
    fn offsets_hold(bytes in proptest::collection::vec(prop_oneof![Just(b'\n'), Just(0xC3), Just(0xA4), any::<u8>()], 0..200),
        from in 0usize..200, number in 0u64..250, whole: bool, which in 0..3) {
        let from = from.min(bytes.len());
        let piece = Piece { bytes: bytes[from..].to_vec(), from: from as u64, whole, size: bytes.len() as u64, path: String::new() };
        let part = match which {
            0 => Part::End { lines: index(number) },
            1 => Part::Failure { lines: index(number) },
            _ => Part::Since { offset: number },
        };
        let window = piece.window(part);
        prop_assert!(window.from <= window.to && window.to <= bytes.len() as u64);
        let cut = &bytes[index(window.from)..index(window.to)];
        prop_assert_eq!(window.text.len(), cut.len());
        prop_assert_eq!(window.text.replace('?', ""), String::from_utf8_lossy(cut).replace(['?', '\u{fffd}'], ""));
    }
}
