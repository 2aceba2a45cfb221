//! What is refused, and what is said to do instead.

use crate::command::Command;

/// A command, and a part of what is said about it.
type Row = (&'static str, &'static str);

/// Those that fit on no line of `refused.tsv`.
const INVISIBLE: [Row; 17] = [
    ("", "empty"),
    (" \t\n", "empty"),
    ("vllm serve a/b\ntouch canary", "one line"),
    ("vllm serve a/b\r\ntouch canary", "one line"),
    ("vllm serve a/b \\ \n--port 1", "one line"),
    ("vllm serve 'a\nb'", "one line"),
    ("vllm serve \"a\nb\"", "one line"),
    ("vllm serve a\0b", "U+0000"),
    ("vllm serve 'a\0b'", "U+0000"),
    ("vllm serve a\u{7}b", "U+0007"),
    ("vllm serve 'a\tb'", "U+0009"),
    ("vllm serve \u{1b}[2Ja", "U+001B"),
    ("vllm serve a\u{202e}b", "U+202E"),
    ("vllm serve 'a\u{200b}b'", "U+200B"),
    ("vllm serve a/b \u{2013}\u{2013}port 1", "two hyphens"),
    ("vllm serve \u{201c}a b\u{201d}", "straight quote"),
    ("vllm\u{a0}serve a/b", "plain space"),
];

fn rows() -> impl Iterator<Item = Row> {
    let lines = include_str!("refused.tsv").lines();
    let rows = lines.filter(|line| !line.starts_with('#')).map(|line| {
        line.split_once('\t')
            .unwrap_or_else(|| panic!("{line}: two fields"))
    });
    rows.chain(INVISIBLE)
}

/// All commands of the tables.
pub(super) fn texts() -> impl Iterator<Item = &'static str> {
    rows().map(|(text, _)| text)
}

#[test]
fn what_is_refused_says_what_to_do_instead() {
    for (text, says) in rows() {
        let error = Command::parse(text).expect_err(text);
        let all = format!(
            "{} {}",
            error.message,
            error.hint.as_deref().unwrap_or_default()
        );
        assert!(all.contains(says), "{text}: {all}");
        assert_eq!(error.kind, operation::Kind::BadInput, "{text}");
        assert_eq!(error.field.as_deref(), Some("cmd"), "{text}");
        assert!(error.message.ends_with('.'), "{text}: {all}");
    }
}

#[test]
fn a_secret_is_not_repeated_in_the_refusal() {
    let error = Command::parse("HF_TOKEN=hf_abc vllm serve a/b").unwrap_err();
    let all = format!("{} {:?}", error.message, error.hint);
    assert!(!all.contains("hf_abc"), "{all}");
}

#[test]
fn there_is_an_end_to_everything() {
    let long = format!("vllm serve {}", "a".repeat(8_200));
    assert!(
        Command::parse(&long)
            .unwrap_err()
            .message
            .contains("8192 bytes")
    );
    let many = format!("vllm {}", "a ".repeat(256));
    assert!(
        Command::parse(&many)
            .unwrap_err()
            .message
            .contains("256 words")
    );
    let most = format!("vllm {}", "a ".repeat(255));
    assert_eq!(Command::parse(&most).unwrap().words().len(), 256);
    // As text it would be too long to be read again.
    let quotes = format!("vllm '\"'{}", "\"'\"".repeat(2_700));
    assert!(
        Command::parse(&quotes)
            .unwrap_err()
            .message
            .contains("8192 bytes")
    );
}
