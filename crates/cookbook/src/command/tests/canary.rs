//! No command, however it is written, makes a real shell do anything: its words arrive as they are.

use std::fs::{self, File};
use std::path::Path;
use std::process::{Command as Process, Stdio};

use super::hostile::Dice;
use super::{accepted, refused};
use crate::command::Command;
use crate::machine::Script;

/// The shells that are asked; `sh` is one of the first two.
const SHELLS: [&[&str]; 3] = [&["dash"], &["bash", "--posix"], &["busybox", "sh"]];

/// So many inputs are tried, and in a long test.
const USUAL: usize = 2_000;
const LONG: usize = 1_000_000;
/// So many inputs share one process of each shell.
const BATCH: usize = 1_000;

/// Prints its words, each ended by NUL.
const PRINT: &str = "printf '%s\\0' \"$@\"";

/// A directory for the shell to be in, which has to stay empty, and one for what it reads.
struct Room {
    inside: tempfile::TempDir,
    outside: tempfile::TempDir,
}

impl Room {
    fn new() -> Self {
        Self {
            inside: tempfile::tempdir().unwrap(),
            outside: tempfile::tempdir().unwrap(),
        }
    }

    /// What the shell wrote, in words.
    fn words(&self, shell: &[&str], input: &[u8]) -> Vec<String> {
        let script = self.outside.path().join("script");
        fs::write(&script, input).unwrap();
        let output = Process::new(shell[0])
            .args(&shell[1..])
            .arg("-s")
            .current_dir(self.inside.path())
            // A `~/` that a shell replaces stays one.
            .env("HOME", "~")
            .stdin(Stdio::from(File::open(&script).unwrap()))
            .output()
            .unwrap_or_else(|error| panic!("{}: {error}; install it", shell[0]));
        let complaints = String::from_utf8_lossy(&output.stderr);
        assert!(
            output.status.success(),
            "{shell:?}: {}: {complaints}",
            output.status
        );
        assert_eq!(complaints, "", "{shell:?}");
        let text = String::from_utf8(output.stdout).unwrap();
        text.split_terminator('\0').map(str::to_owned).collect()
    }
}

fn is_empty(directory: &Path) -> bool {
    fs::read_dir(directory).unwrap().next().is_none()
}

/// Whether a shell reads the text as we do: what we take literally and shells refuse is left out.
fn same_in_a_shell(text: &str) -> bool {
    !text.contains(['(', ')', '\r'])
}

/// Gives the commands to every shell, in the way in which they are started and as the text that they were; returns how many
/// there were.
fn check(room: &Room, texts: &[String]) -> usize {
    let accepted: Vec<(&String, Command)> = texts
        .iter()
        .filter_map(|text| Some((text, Command::parse(text).ok()?)))
        .collect();
    let argv = |command: &Command| {
        let variables = command
            .variables()
            .map(|(name, value)| format!("{name}={value}"));
        variables
            .chain(command.words().iter().cloned())
            .collect::<Vec<_>>()
    };
    let words: Vec<String> = accepted
        .iter()
        .flat_map(|(_, command)| argv(command))
        .collect();
    let script = Script::new(PRINT).words(words.clone()).text();
    for shell in SHELLS {
        let arrived = room.words(shell, &script);
        assert!(
            arrived == words,
            "{shell:?}: {:?}",
            differing(&arrived, &words)
        );
    }
    // The same text, and the text that is kept of it, given to a shell itself.
    let mut typed = String::from("set -f\n");
    let mut expected = Vec::new();
    for (text, command) in &accepted {
        typed.push_str(&format!("printf '%s\\0' {}\n", command.text()));
        expected.extend(argv(command));
        let repeats = command.variables().count() + command.words().len();
        if same_in_a_shell(text) && !repeated_variable(text, repeats) {
            typed.push_str(&format!(
                "printf '%s\\0' {}\n",
                text.trim_matches([' ', '\t', '\n'])
            ));
            expected.extend(argv(command));
        }
    }
    let arrived = room.words(SHELLS[0], typed.as_bytes());
    assert!(
        arrived == expected,
        "typed: {:?}",
        differing(&arrived, &expected)
    );
    assert!(
        is_empty(room.inside.path()),
        "a command left something behind: {texts:?}"
    );
    accepted.len()
}

/// Whether a variable is set twice in the text, of which one is kept.
fn repeated_variable(text: &str, kept: usize) -> bool {
    super::super::words::split(text).is_ok_and(|words| words.len() != kept)
}

fn differing<'a>(one: &'a [String], other: &'a [String]) -> Option<(&'a String, &'a String)> {
    one.iter().zip(other).find(|(one, other)| one != other)
}

#[test]
fn words_arrive_and_nothing_is_executed() {
    let inputs = match std::env::var_os("ODYSSEUS_LONG") {
        Some(_) => LONG,
        None => USUAL,
    };
    let room = Room::new();
    let known: Vec<String> = accepted::texts()
        .chain(refused::texts())
        .map(str::to_owned)
        .collect();
    assert_eq!(check(&room, &known), accepted::texts().count());
    let mut dice = Dice::new(20_261_123);
    let mut taken = 0;
    for _ in 0..inputs.div_ceil(BATCH) {
        let batch: Vec<String> = (0..BATCH).map(|_| dice.command()).collect();
        taken += check(&room, &batch);
    }
    // Were all refused, nothing would have been tried.
    assert!(taken > inputs / 5, "only {taken} of {inputs} were commands");
}

#[test]
fn the_canary_sings() {
    let room = Room::new();
    room.words(SHELLS[0], b"printf '%s\\0' `touch canary`\n");
    assert!(!is_empty(room.inside.path()));
}
