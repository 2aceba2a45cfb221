use std::io::Cursor;

use crate::machine::Machine;

use super::super::testing::{Home, SHELLS, index};
use super::super::{SessionName, Source};
use super::{BLOCK, MOST, Matches, Pattern, local, remote};

fn pattern(text: &str) -> Pattern {
    text.parse().unwrap()
}

async fn everywhere(home: &Home, session: &SessionName, text: &str) -> Vec<(String, Matches)> {
    let logs = home.logs("dash");
    let found = logs
        .grep(&Machine::Local, session, &pattern(text))
        .await
        .unwrap();
    let mut all = vec![("here".to_owned(), found)];
    for shell in SHELLS {
        let machines = home.machines(shell);
        let found = remote(
            &machines,
            &Machine::Local,
            session,
            &home.socket,
            &pattern(text),
        )
        .await
        .unwrap();
        all.push(((*shell).to_owned(), found));
    }
    all
}

#[tokio::test]
async fn lines_with_their_offsets() {
    let home = Home::new();
    let log = "first Error\nsecond\n\x1b[1mthird error\x1b[0m: 1\r2: ERROR\n$(touch x) `a` \\n 'q' [e]rr.r\nlast eRRor";
    let session = home.write("serve-1", log);
    for (text, lines) in [
        (
            "error",
            vec![
                "first Error",
                "\x1b[1mthird error\x1b[0m: 1",
                "2: ERROR",
                "last eRRor",
            ],
        ),
        ("second", vec!["second"]),
        ("[e]rr.r", vec!["$(touch x) `a` \\n 'q' [e]rr.r"]),
        ("$(touch x)", vec!["$(touch x) `a` \\n 'q' [e]rr.r"]),
        ("\\n 'q'", vec!["$(touch x) `a` \\n 'q' [e]rr.r"]),
        ("-e", vec![]),
        ("first error\nsecond", vec![]),
    ] {
        if text.contains('\n') {
            assert!(text.parse::<Pattern>().is_err());
            continue;
        }
        for (shell, found) in everywhere(&home, &session, text).await {
            let shown: Vec<&str> = found.hits.iter().map(|hit| hit.text.as_str()).collect();
            assert_eq!(shown, lines, "{shell} {text}");
            assert!(!found.more, "{shell} {text}");
            for hit in found.hits {
                assert!(
                    log[index(hit.offset)..].starts_with(&hit.text),
                    "{shell} {text}"
                );
            }
        }
    }
}

#[tokio::test]
async fn of_many_lines_the_last_are_given() {
    let home = Home::new();
    let log: String = (0..100_000).map(|line| format!("line {line}\n")).collect();
    let session = home.write("serve-1", &log);
    for (shell, found) in everywhere(&home, &session, "LINE").await {
        assert!(found.more, "{shell}");
        assert_eq!(found.hits.len(), MOST, "{shell}");
        assert_eq!(found.hits[0].text, "line 99800", "{shell}");
        assert_eq!(found.hits[MOST - 1].text, "line 99999", "{shell}");
        assert!(
            found
                .hits
                .iter()
                .all(|hit| log[index(hit.offset)..].starts_with(&hit.text)),
            "{shell}"
        );
    }
}

#[test]
fn what_lies_across_blocks_is_found_once() {
    let block = index(BLOCK);
    for shift in 0..12 {
        let mut log = vec![b'.'; 3 * block];
        for line in log.chunks_mut(1000) {
            line[0] = b'\n';
        }
        for at in [block, 2 * block] {
            log[at - shift..at - shift + 11].copy_from_slice(b"needle here");
        }
        let found = local(&mut Cursor::new(&log), &pattern("Needle Here")).unwrap();
        assert_eq!(found.hits.len(), 2, "{shift}");
        for hit in found.hits {
            assert!(hit.text.contains("needle here"), "{shift} {hit:?}");
        }
    }
}

#[test]
fn an_endless_line_is_shown_near_what_was_found() {
    let mut log = "x".repeat(3_000_000);
    log.insert_str(1_500_000, "needle");
    let found = local(&mut Cursor::new(log.as_bytes()), &pattern("needle")).unwrap();
    assert_eq!(found.hits.len(), 1);
    assert!(found.hits[0].text.len() <= 1000);
}

#[tokio::test]
async fn without_a_log_the_pane_is_searched() {
    let home = Home::new();
    let session = SessionName::parse("none").unwrap();
    for (shell, found) in everywhere(&home, &session, "x").await {
        assert_eq!(
            (found.source, found.hits.len()),
            (Source::None, 0),
            "{shell}"
        );
    }
}
