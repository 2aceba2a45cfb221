//! What the files of the repository may and may not say.

use std::fs;
use std::path::Path;
use std::process::Command;

use crate::root;

/// A file longer than this does more than one thing.
const MOST_LINES: usize = 400;

/// The text files of the repository, also those not committed yet, with their paths.
pub(crate) fn texts() -> Vec<(String, String)> {
    let output = Command::new("git")
        .args([
            "ls-files",
            "-z",
            "--cached",
            "--others",
            "--exclude-standard",
        ])
        .current_dir(root())
        .output()
        .unwrap();
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    let paths = String::from_utf8(output.stdout).unwrap();
    let texts: Vec<(String, String)> = paths
        .split_terminator('\0')
        .filter_map(|path| Some((path.to_owned(), fs::read_to_string(root().join(path)).ok()?)))
        .collect();
    assert!(
        texts.iter().any(|(path, _)| path == "Cargo.toml"),
        "the files are not found"
    );
    texts
}

fn extension(path: &str) -> &str {
    Path::new(path)
        .extension()
        .and_then(|extension| extension.to_str())
        .unwrap_or_default()
}

fn is_source(path: &str) -> bool {
    ["rs", "py", "ts", "js", "svelte", "css"].contains(&extension(path))
        && !path.contains("generated")
}

/// Every line with its path and number that fits.
fn lines(texts: &[(String, String)], fits: impl Fn(&str) -> bool) -> Vec<String> {
    texts
        .iter()
        .flat_map(|(path, text)| {
            text.lines()
                .enumerate()
                .map(move |(number, line)| (path, number + 1, line))
        })
        .filter(|(_, _, line)| fits(line))
        .map(|(path, number, line)| format!("{path}:{number}: {line}"))
        .collect()
}

fn assert_none(found: &[String], rule: &str) {
    assert!(found.is_empty(), "{rule}:\n{}", found.join("\n"));
}

/// Whether a line has a word, not as a part of a longer one.
fn has_word(line: &str, word: &str) -> bool {
    let inner = |c: char| c.is_alphanumeric() || c == '_';
    line.match_indices(word)
        .any(|(at, _)| !line[..at].ends_with(inner) && !line[at + word.len()..].starts_with(inner))
}

#[test]
fn no_source_file_is_too_long() {
    let long: Vec<String> = texts()
        .iter()
        .filter(|(path, text)| is_source(path) && text.lines().count() > MOST_LINES)
        .map(|(path, text)| format!("{path}: {} lines", text.lines().count()))
        .collect();
    assert_none(&long, "a file is one feature; split these");
}

#[test]
fn nothing_is_left_unfinished() {
    let sources: Vec<_> = texts()
        .into_iter()
        .filter(|(path, _)| is_source(path))
        .collect();
    let marks = [
        concat!("TO", "DO"),
        concat!("FIX", "ME"),
        concat!("XX", "X"),
        concat!("todo", "!("),
        concat!("unimplemented", "!("),
    ];
    let found = lines(&sources, |line| {
        marks.iter().any(|mark| has_word(line, mark))
    });
    assert_none(&found, "do it, or write an issue");
}

#[test]
fn no_path_of_anybodys_machine_is_in_the_repository() {
    let roots = [
        concat!("/wo", "rk/"),
        concat!("/ro", "ot/"),
        concat!("/ho", "me/"),
        concat!("/Us", "ers/"),
    ];
    let absolute = |line: &str, start: &str| {
        line.match_indices(start).any(|(at, _)| {
            !line[..at].ends_with(|c: char| c.is_alphanumeric() || "./~-_})>*".contains(c))
        })
    };
    let found = lines(&texts(), |line| {
        roots.iter().any(|start| absolute(line, start))
    });
    assert_none(&found, "a path that exists on one machine only");
}

#[test]
fn packages_come_from_the_public_registries() {
    let texts = texts();
    let mirrors = [
        concat!("replace", "-with"),
        concat!("index", "-url"),
        concat!("arti", "factory"),
        concat!("npm_config", "_registry"),
    ];
    let found = lines(&texts, |line| {
        mirrors.iter().any(|mark| line.contains(mark))
    });
    assert_none(&found, "a registry of somebody's own");
    let locked: Vec<_> = texts
        .into_iter()
        .filter(|(path, _)| path.ends_with("package-lock.json"))
        .collect();
    let found = lines(&locked, |line| {
        line.contains("\"resolved\": \"http")
            && !line.contains("\"resolved\": \"https://registry.npmjs.org/")
    });
    assert_none(&found, "a registry of somebody's own");
}

#[test]
fn the_system_clock_is_read_in_one_place() {
    let product: Vec<_> = texts()
        .into_iter()
        .filter(|(path, _)| {
            path.ends_with(".rs")
                && (path.starts_with("crates/") || path.starts_with("src/"))
                && !path.contains("/tests/")
        })
        .collect();
    let clocks = ["Timestamp::now(", "Zoned::now(", "SystemTime::now("];
    let found = lines(&product, |line| {
        clocks.iter().any(|clock| line.contains(clock))
    });
    assert!(
        matches!(found.as_slice(), [only] if only.starts_with("crates/operation/src/clock.rs:")),
        "the time comes from the context's clock, which alone asks the system:\n{}",
        found.join("\n")
    );
}
