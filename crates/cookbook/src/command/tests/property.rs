//! What holds for every command.

use proptest::prelude::*;

use super::accepted;
use super::hostile::Dice;
use crate::command::{Command, Environment, RepoId, redacted};

/// Any word, quoted by hand in one of the ways that people use.
fn word() -> impl Strategy<Value = String> {
    let anything = "[ -~äß]{0,12}";
    prop_oneof![
        "[a-z0-9./=_-]{1,12}",
        anything.prop_map(|word| format!("'{}'", word.replace('\'', r"'\''"))),
        anything.prop_map(|word| {
            let word = word.replace('\\', r"\\").replace('"', "\\\"");
            format!("\"{}\"", word.replace('$', "\\$").replace('`', "\\`"))
        }),
        anything.prop_map(|word| word.chars().flat_map(|c| ['\\', c]).collect()),
    ]
}

fn command() -> impl Strategy<Value = String> {
    let texts: Vec<&str> = accepted::texts().collect();
    let real = proptest::sample::select(texts);
    (real, proptest::collection::vec(word(), 0..6))
        .prop_map(|(text, words)| format!("{} {}", text.trim(), words.join(" ")))
}

/// The name of a flag that has a value: those that begin so have none.
fn flag() -> impl Strategy<Value = String> {
    "--[a-z]{1,4}(-[a-z]{1,4})?".prop_filter("a switch", |flag| !flag.starts_with("--no-"))
}

proptest! {
    #[test]
    fn nothing_panics(text in any::<String>()) {
        let _ = Command::parse(&text);
        let _ = Environment::parse(&text);
        let _ = RepoId::parse(&text);
        let _ = redacted(&text);
    }

    #[test]
    fn what_is_kept_reads_as_the_same(text in command()) {
        if let Ok(command) = Command::parse(&text) {
            let kept = command.text();
            let again = Command::parse(&kept);
            prop_assert_eq!(again.ok(), Some(command), "{}", kept);
        }
    }

    #[test]
    fn mutated_commands_read_as_the_same(seed in any::<u64>()) {
        let text = Dice::new(seed).command();
        if let Ok(command) = Command::parse(&text) {
            prop_assert_eq!(Command::parse(&command.text()).ok(), Some(command));
        }
    }

    #[test]
    fn a_flag_is_there_once_and_has_the_value(
        text in command(),
        flag in flag(),
        value in "[!-~]{1,8}",
    ) {
        let Ok(command) = Command::parse(&text) else { return Ok(()) };
        if command.kind() == crate::command::Kind::Install {
            return Ok(());
        }
        let edited = command.with_flag(&flag, Some(&value));
        prop_assert_eq!(edited.flag(&flag), Some(value.as_str()));
        prop_assert_eq!(edited.clone().with_flag(&flag, Some(&value)), edited.clone());
        let without = edited.without_flag(&flag);
        prop_assert_eq!(without.flag(&flag), None);
    }
}
