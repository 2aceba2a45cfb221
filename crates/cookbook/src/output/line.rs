//! One line of a log, taken apart: which process wrote it, how serious it is, and what it says.

use super::clean;

/// How serious the writer says a line is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Level {
    /// It does not say.
    Unsaid,
    /// A warning at most.
    Quiet,
    /// An error.
    Error,
}

/// A line without what loggers put before it.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Line {
    /// `EngineCore_DP0 pid=123`, `rank0`; empty where there is one process only.
    pub(crate) process: String,
    pub(crate) level: Level,
    /// With its indentation, which tells a traceback's lines from others.
    pub(crate) body: String,
}

/// Takes the line apart. What is understood: vLLM's `(Worker_TP0 pid=12) ERROR 11-22 10:00:00 [core.py:708] …`,
/// torch's `[rank0]: …`, SGLang's `[2025-11-22 10:00:00 TP0] …`, llama.cpp's `0.00.005.988 E …`, Python's
/// `2025-11-22 10:00:00,123 - ERROR - …`, uvicorn's `INFO:     …`, tracing's `2025-11-22T10:00:00Z ERROR …`.
pub(crate) fn read(line: &str) -> Line {
    let line = clean::line(line);
    let mut rest: &str = &line;
    let mut process = "";
    let mut level = Level::Unsaid;
    let mut timed = false;
    loop {
        if let Some((name, after)) = process_tag(rest) {
            process = name;
            rest = one_space(after);
        } else if let Some(after) = place_tag(rest) {
            timed = true;
            rest = one_space(after);
        } else if let Some((found, after)) = level_word(rest, timed) {
            level = found;
            rest = after;
        } else if let Some(after) = timestamp(rest) {
            timed = true;
            rest = one_space(after);
        } else if let Some(after) = rest.strip_prefix("- ").filter(|_| timed) {
            rest = after;
        } else {
            break;
        }
    }
    Line {
        process: process.to_owned(),
        level,
        body: rest.to_owned(),
    }
}

fn one_space(text: &str) -> &str {
    text.strip_prefix(' ').unwrap_or(text)
}

/// `(EngineCore_DP0 pid=123)`, `[rank0]:`.
fn process_tag(text: &str) -> Option<(&str, &str)> {
    if let Some(inside) = text.strip_prefix('(') {
        let (name, after) = inside.split_once(')')?;
        return name.contains(" pid=").then_some((name, after));
    }
    let (name, after) = text.strip_prefix('[')?.split_once("]:")?;
    let number = name.strip_prefix("rank")?;
    (!number.is_empty() && number.bytes().all(|b| b.is_ascii_digit())).then_some((name, after))
}

/// `[core.py:708]`, `[2025-11-22 10:00:00 TP0]`.
fn place_tag(text: &str) -> Option<&str> {
    let (inside, after) = text.strip_prefix('[')?.split_once(']')?;
    let dated = inside.len() >= 10
        && inside.bytes().take(4).all(|b| b.is_ascii_digit())
        && inside.as_bytes().get(4) == Some(&b'-');
    let source = [".py:", ".cpp:", ".cc:", ".cu:", ".h:"]
        .iter()
        .any(|mark| inside.contains(mark));
    (dated || source).then_some(after)
}

fn level_word(text: &str, timed: bool) -> Option<(Level, &str)> {
    let end = text
        .find(|c: char| !c.is_ascii_alphabetic())
        .unwrap_or(text.len());
    let (word, after) = text.split_at(end);
    let level = match word {
        "DEBUG" | "INFO" | "WARNING" | "WARN" | "TRACE" => Level::Quiet,
        "ERROR" | "CRITICAL" | "FATAL" => Level::Error,
        "D" | "I" | "W" if timed => Level::Quiet,
        "E" if timed => Level::Error,
        _ => return None,
    };
    match after.strip_prefix(':') {
        Some(after) => Some((level, after.trim_start_matches(' '))),
        None if after.is_empty() => Some((level, after)),
        None => after.strip_prefix(' ').map(|after| (level, after)),
    }
}

/// `2025-11-22`, `10:00:00,123`, `11-22`, `0.00.005.988`, `2025-11-22T10:00:00.1Z`.
fn timestamp(text: &str) -> Option<&str> {
    let end = text.find(' ')?;
    let (word, after) = text.split_at(end);
    let marks = word.matches([':', '-', '.', '/']).count();
    let fits = word.len() >= 5
        && word.starts_with(|c: char| c.is_ascii_digit())
        && word
            .chars()
            .all(|c| c.is_ascii_digit() || ":-.,/TZ+".contains(c))
        && (marks >= 2 || (marks == 1 && word.len() == 5 && word.contains('-')));
    fits.then_some(after)
}
