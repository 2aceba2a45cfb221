//! Where in a log the failure begins.
//!
//! One cause is told many times: the process that failed says why, then its parent that the child failed, then the
//! server that it cannot start. The cause is what was said first of what belongs together.

use std::collections::HashMap;
use std::ops::Range;

use super::line::{self, Level, Line};

/// Where a failure is told, in bytes of the text that was looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Failure {
    /// From its first line to the end of the line that names it.
    pub(crate) told: Range<usize>,
    /// The line that names it: the exception of a traceback, the error message itself.
    pub(crate) named: Range<usize>,
    /// Whether the server became ready after it, or much else was written.
    pub(crate) past: bool,
}

/// Lines that may lie between two reports of the same failure.
const APART: usize = 40;
/// The same where both are only error messages, not tracebacks or crashes.
const APART_WEAK: usize = 12;
/// Lines between an error message and the traceback or crash that it led to.
const LED_TO: usize = 4;
/// A failure that so many lines followed was survived.
const SURVIVED: usize = 200;

/// A report of a failure, in line numbers.
struct Report {
    from: usize,
    to: usize,
    named: usize,
    /// A traceback or a crash, not only a message.
    strong: bool,
    /// It says that the cause is further up.
    points_up: bool,
    /// How serious its first line says it is. A traceback that was logged as a warning is dropped in the end.
    level: Level,
}

/// The beginning of the last failure that the text tells of.
pub(crate) fn find(text: &str) -> Option<Failure> {
    let mut starts = Vec::new();
    let mut at = 0;
    let mut reports: Vec<Report> = Vec::new();
    let mut ready = None;
    // The traceback that each process is in the middle of.
    let mut open: HashMap<String, usize> = HashMap::new();
    for (number, raw) in text.split_inclusive('\n').enumerate() {
        starts.push(at);
        at += raw.len();
        let line = line::read(raw.trim_end_matches(['\n', '\r']));
        if begins_traceback(&line.body) {
            open.insert(line.process, reports.len());
            reports.push(Report {
                from: number,
                to: number,
                named: number,
                strong: true,
                points_up: false,
                level: line.level,
            });
        } else if let Some(report) = open.get(&line.process).and_then(|i| reports.get_mut(*i)) {
            report.to = number;
            if !line.body.is_empty() && !line.body.starts_with([' ', '\t', '|']) {
                report.named = number;
                report.points_up = points_up(&line.body);
                open.remove(&line.process);
            }
        } else if is_ready(&line.body) {
            ready = Some(number);
        } else if let Some(strong) = tells_failure(&line) {
            reports.push(Report {
                from: number,
                to: number,
                named: number,
                strong,
                points_up: points_up(&line.body),
                level: line.level,
            });
        }
    }
    reports.retain(|report| report.level != Level::Quiet);
    let (cause, end) = cause(&reports, ready)?;
    let lines = starts.len();
    let start = |line: usize| starts.get(line).copied().unwrap_or(text.len());
    Some(Failure {
        told: start(cause.lines.start)..start(cause.lines.end),
        named: start(cause.named)..start(cause.named + 1),
        past: ready.is_some_and(|ready| ready > end) || lines.saturating_sub(end) > SURVIVED,
    })
}

/// What is said first of what belongs together, in line numbers.
struct Cause {
    lines: Range<usize>,
    named: usize,
}

/// The cause of the last failure, and the line where the last report of it ends.
fn cause(reports: &[Report], ready: Option<usize>) -> Option<(Cause, usize)> {
    let together = together(reports, ready);
    let strong = together.iter().position(|report| report.strong);
    let mut first = together.get(strong.unwrap_or(0))?;
    let mut cause = Cause {
        lines: first.from..first.to + 1,
        named: first.named,
    };
    // What stands right before a crash led to it, unless it is only the headline of a logged traceback.
    for before in together.iter().take(strong.unwrap_or(0)).rev() {
        let between = first.from.saturating_sub(before.to);
        if between > LED_TO {
            break;
        }
        if first.strong && first.level == Level::Error && between == 1 {
            cause.lines.start = before.from;
        } else {
            cause = Cause {
                lines: before.from..before.to + 1,
                named: before.named,
            };
        }
        first = before;
    }
    together.last().map(|last| (cause, last.to))
}

/// The reports that belong to the last one.
fn together(reports: &[Report], ready: Option<usize>) -> &[Report] {
    let mut from = reports.len().saturating_sub(1);
    let mut points_up = reports.last().is_some_and(|last| last.points_up);
    for pair in reports.windows(2).rev() {
        let [earlier, later] = pair else { break };
        let between = later.from.saturating_sub(earlier.to);
        let allowed = if earlier.strong || later.strong {
            APART
        } else {
            APART_WEAK
        };
        let healthy_between = ready.is_some_and(|ready| ready > earlier.to && ready < later.from);
        if healthy_between || (between > allowed && !points_up) {
            break;
        }
        points_up |= earlier.points_up;
        from -= 1;
    }
    reports.get(from..).unwrap_or_default()
}

fn begins_traceback(body: &str) -> bool {
    body.contains("Traceback (most recent call last)")
}

/// vLLM's front end, which only knows that its engine has failed.
fn points_up(body: &str) -> bool {
    body.contains("ee root cause above") || body.contains("ngine core initialization failed")
}

/// What model servers say when they serve. It separates the failures before from those after; nothing else rests
/// on it.
pub(crate) fn is_ready(body: &str) -> bool {
    [
        "Application startup complete",
        "The server is fired up and ready to roll",
        "server is listening on",
        "listening on http",
        "Uvicorn running on",
    ]
    .iter()
    .any(|words| body.contains(words))
}

/// Whether the line tells a crash (true), an error (false), or neither.
fn tells_failure(line: &Line) -> Option<bool> {
    const CRASHES: &[&str] = &[
        "terminate called",
        "Fatal Python error:",
        "Segmentation fault",
        "segfault",
        "Aborted",
        "Bus error",
        "Illegal instruction",
        "panic: ",
        "fatal error: ",
        "SIGSEGV",
        "SIGABRT",
    ];
    const CRASHES_WITHIN: &[&str] = &[
        "GGML_ASSERT(",
        "GGML_ABORT(",
        "(core dumped)",
        "Out of memory: Killed process",
        ": Segmentation fault",
        " Segmentation fault ",
        " Aborted ",
    ];
    let body = line.body.as_str();
    if line.level == Level::Quiet {
        return None;
    }
    let shell = [
        "bash: ", "sh: ", "dash: ", "zsh: ", "ash: ", "env: ", "exec: ",
    ]
    .iter()
    .any(|name| body.starts_with(name))
        || body.contains(".sh: ");
    let crash = CRASHES.iter().any(|words| body.starts_with(words))
        || CRASHES_WITHIN.iter().any(|words| body.contains(words))
        || (body.starts_with("thread '") && body.contains(" panicked at "))
        || body.trim() == "Killed"
        || (shell && body.contains(" Killed "));
    if crash {
        return Some(true);
    }
    let error = line.level == Level::Error
        || is_error_message(body)
        || (shell
            && [
                ": not found",
                ": No such file or directory",
                ": Permission denied",
            ]
            .iter()
            .any(|words| body.contains(words)));
    error.then_some(false)
}

fn is_error_message(body: &str) -> bool {
    const STARTS: &[&str] = &[
        "error: ", "error ", "fatal: ", "fatal ", "[error]", "[fatal]",
    ];
    const WITHIN: &[&str] = &[
        ": error: ",
        ": fatal: ",
        ": error loading model",
        ": command not found",
        ": No module named ",
        "failed to load model",
        "CUDA error",
        "CUDA out of memory",
        "Cannot allocate memory",
        "ddress already in use",
        "couldn't bind",
        "No space left on device",
    ];
    let start: String = body
        .chars()
        .take(8)
        .collect::<String>()
        .to_ascii_lowercase();
    STARTS.iter().any(|words| start.starts_with(words))
        || WITHIN.iter().any(|words| body.contains(words))
        || names_exception(body)
}

/// `ValueError: …`, `torch.OutOfMemoryError: …`
fn names_exception(body: &str) -> bool {
    body.split_once(": ").is_some_and(|(name, _)| {
        ["Error", "Exception", "Interrupt"]
            .iter()
            .any(|end| name.ends_with(end))
            && name.len() > "Error".len()
            && name
                .chars()
                .all(|c| c.is_ascii_alphanumeric() || c == '.' || c == '_')
    })
}

#[cfg(test)]
mod tests;
