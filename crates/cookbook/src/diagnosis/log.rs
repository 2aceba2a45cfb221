//! A log as lines: where each begins, how loud it is, and which of them belong to one traceback.

use std::borrow::Cow;

/// How loud a line is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// Says something that went wrong, or has no level.
    Statement,
    /// A warning: the program went on.
    Warning,
    /// Information: the program works.
    Chatter,
    /// A request that it answered.
    Access,
    /// Source code and file names within a traceback, which quote other errors' texts.
    Code,
}

/// One line.
#[derive(Debug)]
pub(super) struct Line<'a> {
    /// Its text, without colours.
    pub(super) text: Cow<'a, str>,
    /// What the program said in it, in lower case: without the time, the process and the level before it.
    pub(super) lower: String,
    /// The same in its own case.
    pub(super) said: String,
    /// The byte at which it begins.
    pub(super) offset: u64,
    pub(super) kind: Kind,
    /// Which traceback it belongs to; chained ones are one.
    pub(super) group: Option<usize>,
    /// It names the exception that a traceback ends with.
    pub(super) exception: bool,
    /// The program marked it as an error.
    pub(super) marked: bool,
}

impl Line<'_> {
    /// Whether it is surely about something that failed: marked as an error, or what a traceback says.
    pub(super) fn is_loud(&self) -> bool {
        self.marked || self.group.is_some()
    }

    /// Whether it is the exception of a program that was asked to end.
    pub(super) fn is_interrupt(&self) -> bool {
        let names = ["keyboardinterrupt", "systemexit", "cancellederror"];
        names.iter().any(|name| self.lower.contains(name))
    }

    /// Whether it says of itself that it is an error.
    pub(super) fn is_error(&self) -> bool {
        let words = ["error", "fatal", "caused by"];
        let said = self.lower.trim_start();
        self.marked || words.iter().any(|word| said.starts_with(word)) || said.contains("error: ")
    }
}

/// Takes a log apart. `start` is the byte at which it begins in its file.
pub(super) fn lines(log: &str, start: u64) -> Vec<Line<'_>> {
    let mut lines = Vec::new();
    let mut offset = start;
    for piece in log.split_inclusive(['\n', '\r']) {
        let text = plain(piece.trim_end_matches(['\n', '\r']));
        if !text.trim().is_empty() {
            lines.push(line(text, offset));
        }
        offset = offset.saturating_add(u64::try_from(piece.len()).unwrap_or(u64::MAX));
    }
    tracebacks(&mut lines);
    lines
}

fn line(text: Cow<'_, str>, offset: u64) -> Line<'_> {
    let (found, said) = level(&text);
    let said = said.to_owned();
    let marked = found == Some(Kind::Statement);
    let kind = found.unwrap_or(Kind::Statement);
    let lower = said.to_ascii_lowercase();
    let kind = if is_access(&lower) {
        Kind::Access
    } else if found.is_none() && is_telling(&lower) {
        Kind::Chatter
    } else if kind == Kind::Statement && is_warning(&lower) {
        Kind::Warning
    } else {
        kind
    };
    Line {
        text,
        lower,
        said,
        offset,
        kind,
        group: None,
        exception: false,
        marked,
    }
}

/// Without colours and other control sequences (ECMA-48, 5.4).
fn plain(text: &str) -> Cow<'_, str> {
    if !text.contains('\u{1b}') {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        if c != '\u{1b}' {
            out.push(c);
        } else if chars.next_if_eq(&'[').is_some() {
            while chars.next().is_some_and(|c| !('@'..='~').contains(&c)) {}
        }
    }
    Cow::Owned(out)
}

/// The level of a line, if it has one, and what follows the time, the process and the level.
fn level(text: &str) -> (Option<Kind>, &str) {
    let mut rest = text;
    let mut kind = None;
    // Several programs put their marks one before the other: a container, a process, a time, a level, a file.
    for _ in 0..8 {
        let Some((found, after)) = mark(rest) else {
            break;
        };
        kind = found.or(kind);
        rest = after;
    }
    (kind.or_else(|| inner_level(text)), rest)
}

/// One mark at the beginning, the level that it says, and what is after it.
fn mark(text: &str) -> Option<(Option<Kind>, &str)> {
    let first = text.chars().next()?;
    if first == '(' || first == '[' {
        let close = if first == '(' { ')' } else { ']' };
        let (inside, after) = text.get(1..)?.split_once(close)?;
        let is_mark = inside.contains("pid=")
            || inside.contains(".py:")
            || inside.contains("rank")
            || inside.starts_with("RANK ")
            || stamp(inside)
            || word_level(inside).is_some()
            || matches!(inside, "TM" | "TRT-LLM" | "TensorRT-LLM");
        let kind = word_level(inside)
            .or_else(|| letter_level(inside))
            .or_else(|| one_letter(inside));
        let after = after.strip_prefix(':').unwrap_or(after);
        return (is_mark || kind.is_some())
            .then(|| (kind, after.strip_prefix(' ').unwrap_or(after)));
    }
    if let Some((name, after)) = text.split_once('|')
        && name.len() < 40
        && (name.trim().is_empty() || (name.ends_with(' ') && !name.trim().contains(' ')))
        && after.starts_with(' ')
        && !name.contains('%')
    {
        return Some((None, after.get(1..)?));
    }
    let (word, after) = text.split_once(' ').unwrap_or((text, ""));
    if word.is_empty() {
        return None;
    }
    let is_level = word.ends_with(':') || word.bytes().all(|byte| byte.is_ascii_uppercase());
    if let Some(kind) = word_level(word.trim_end_matches(':')).filter(|_| is_level) {
        return Some((Some(kind), after.trim_start_matches([' ', ':'])));
    }
    if let Some((level, rest)) = text.split_once(':')
        && let Some(kind) = word_level(level)
        && level.bytes().all(|byte| byte.is_ascii_uppercase())
    {
        return Some((Some(kind), rest));
    }
    if stamp(word) {
        // Levels are set to one width: `2025-02-03T10:11:02Z  INFO hf_hub: ...`.
        let set = after.trim_start();
        let name = set.split(' ').next().unwrap_or_default();
        let levelled = word_level(name).is_some() && name.bytes().all(|b| b.is_ascii_uppercase());
        return Some((letter_level(word), if levelled { set } else { after }));
    }
    if let Some(kind) = one_letter(word) {
        return Some((Some(kind), after));
    }
    // `worker.py:145]`, the end of a mark that began with a level and a time.
    (word.ends_with(']') && word.contains(".py:")).then_some((None, after))
}

fn one_letter(word: &str) -> Option<Kind> {
    let mut chars = word.chars();
    let kind = letter(chars.next()?)?;
    chars.next().is_none().then_some(kind)
}

/// A time, a date, or a count of time: digits and what stands between them.
fn stamp(word: &str) -> bool {
    let word = word.strip_prefix(['I', 'W', 'E', 'F']).unwrap_or(word);
    let digits = word.bytes().filter(u8::is_ascii_digit).count();
    digits >= 4
        && word
            .bytes()
            .any(|byte| matches!(byte, b'.' | b':' | b'-' | b'/') || digits == 4)
        && word.split_whitespace().all(|part| {
            part.bytes()
                .all(|b| b.is_ascii_digit() || b".,:-/+TZ".contains(&b))
                || (part.starts_with(['T', 'D', 'P', 'E']) && part.len() < 6)
        })
}

fn word_level(word: &str) -> Option<Kind> {
    match word.trim().to_ascii_lowercase().as_str() {
        "error" | "critical" | "fatal" | "err" => Some(Kind::Statement),
        "warning" | "warn" => Some(Kind::Warning),
        "info" | "debug" | "trace" | "notice" => Some(Kind::Chatter),
        _ => None,
    }
}

/// `E1122`, `W socket.cpp:464`: the letter of glog and of PyTorch.
fn letter_level(inside: &str) -> Option<Kind> {
    let mut chars = inside.chars();
    let first = chars.next()?;
    let second = chars.next()?;
    (second == ' ' || second.is_ascii_digit())
        .then(|| letter(first))
        .flatten()
}

fn letter(letter: char) -> Option<Kind> {
    match letter {
        'E' | 'F' => Some(Kind::Statement),
        'W' => Some(Kind::Warning),
        'I' | 'D' => Some(Kind::Chatter),
        _ => None,
    }
}

/// The level where it is a field: `level=WARN`, `"level":"WARN"`, `- ERROR -`.
fn inner_level(text: &str) -> Option<Kind> {
    let field = text
        .split_once("level=")
        .or_else(|| text.split_once("\"level\":"))
        .map(|(_, rest)| rest.trim_start_matches([' ', '"']))
        .map(|rest| rest.split([' ', ',', '"']).next().unwrap_or(rest));
    field.and_then(word_level).or_else(|| {
        text.split(" - ").skip(1).take(3).find_map(|part| {
            part.bytes()
                .all(|b| b.is_ascii_uppercase())
                .then(|| word_level(part))
                .flatten()
        })
    })
}

fn is_access(lower: &str) -> bool {
    [
        "\"get /",
        "\"post /",
        "\"head /",
        "\"options /",
        "\"put /",
        "\"delete /",
        "http/1.1 ",
        "http/1.0 ",
        "http/2 ",
        "[gin]",
    ]
    .iter()
    .any(|text| lower.contains(text))
        || ["request: get /", "request: post /", "request: head /"]
            .iter()
            .any(|text| lower.contains(text))
        || lower.contains("- - [")
}

/// Without a level, but what it was started with: its settings, its model's template, what its libraries have found.
fn is_telling(lower: &str) -> bool {
    let settings = || {
        let mut parts = lower.trim().split(", ");
        parts.clone().count() > 3
            && parts.all(|part| {
                let name = part.split('=').next().unwrap_or(part);
                name.len() < part.len() && !name.contains(char::is_whitespace)
            })
    };
    [
        "args=serverargs(",
        "args=namespace(",
        "args: namespace(",
        " nccl info ",
        "raise_exception(",
    ]
    .iter()
    .any(|text| lower.contains(text))
        || (!lower.contains("error") && settings())
}

/// It says so, or that the program goes on all the same.
fn is_warning(lower: &str) -> bool {
    lower.starts_with("warning")
        || [
            "warning: ",
            ": warn",
            "retrying",
            "thrown while requesting",
            "falling back",
            "skipping",
            "continuing without",
            "ignore import error",
            "got exception: {",
            "streamed chunk",
        ]
        .iter()
        .any(|text| lower.contains(text))
}

const TRACEBACK: &str = "traceback (most recent call last)";

/// Whether a traceback begins: one that stands within a single line is a message like any other.
fn opens(lower: &str) -> bool {
    lower
        .split_once(TRACEBACK)
        .is_some_and(|(_, after)| !after.contains(char::is_alphanumeric))
}

/// Marks what belongs to tracebacks. A message may have several lines, and tracebacks that are told to have led to
/// one another are one.
fn tracebacks(lines: &mut [Line<'_>]) {
    /// The longest message that is read to its end.
    const MESSAGE: usize = 30;
    let mut group = 0;
    let mut chained = false;
    // None outside; else how many lines of the message were seen.
    let mut within: Option<usize> = None;
    for line in lines {
        if opens(&line.lower) {
            if !chained {
                group += 1;
            }
            chained = false;
            within = Some(0);
            line.kind = quiet(line.kind, Kind::Code);
            line.group = Some(group);
            continue;
        }
        let Some(seen) = within else { continue };
        if seen > 0 && line.kind == Kind::Chatter {
            within = None;
            continue;
        }
        line.group = Some(group);
        if line.lower.starts_with("during handling of the above")
            || line.lower.starts_with("the above exception was")
        {
            chained = true;
            line.kind = Kind::Code;
        } else if seen == 0 && (line.said.starts_with([' ', '\t']) || line.said.is_empty()) {
            line.kind = quiet(line.kind, Kind::Code);
        } else {
            line.exception = seen == 0;
            within = (seen < MESSAGE).then_some(seen + 1);
        }
    }
}

/// What is within a warning stays one.
fn quiet(kind: Kind, new: Kind) -> Kind {
    if matches!(kind, Kind::Statement | Kind::Access) {
        new
    } else {
        kind
    }
}
