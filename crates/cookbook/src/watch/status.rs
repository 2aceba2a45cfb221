//! The file in which the runner says what became of a program (`<session>.status`): lines `key=value`.

use super::Pid;

/// What the runner wrote. Keys that are missing are not known yet.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct StatusFile {
    /// The program that was started.
    pub(crate) pid: Option<Pid>,
    /// When, in seconds since 1970 by that machine's clock.
    pub(crate) start: Option<i64>,
    /// When it ended.
    pub(crate) end: Option<i64>,
    /// Its exit code.
    pub(crate) code: Option<i32>,
    /// The signal that ended it, as its name without `SIG`.
    pub(crate) signal: Option<String>,
    /// Whether the kernel ended it for want of memory.
    pub(crate) oom: bool,
    /// Whether it was ended on demand.
    pub(crate) stopped: bool,
    /// Whether the last stop found something of it to stay behind. Not all of it can be seen from outside: a process that
    /// has left its session, memory of a GPU that no process has any more, a model that Ollama has loaded.
    pub(crate) left: bool,
}

impl StatusFile {
    /// Reads the file. Lines that are not understood are passed over: a newer runner may write more.
    pub(crate) fn parse(text: &str) -> Self {
        let mut status = Self::default();
        let mut left = [false; 3];
        for line in text.lines() {
            let Some((key, value)) = line.split_once('=') else {
                continue;
            };
            match key {
                "pid" => status.pid = value.parse().ok(),
                "start" => status.start = value.parse().ok(),
                "end" => status.end = value.parse().ok(),
                "code" => status.code = value.parse().ok(),
                "signal" => status.signal = some(value),
                "oom" => status.oom = yes(value),
                "stopped" => status.stopped = yes(value),
                "left" => left[0] = some(value).is_some(),
                "gpu" => left[1] = some(value).is_some(),
                "model" => left[2] = some(value).is_some(),
                _ => {}
            }
        }
        status.left = left.contains(&true);
        status
    }
}

fn some(value: &str) -> Option<String> {
    let value = value.trim();
    (!value.is_empty()).then(|| value.to_owned())
}

fn yes(value: &str) -> bool {
    matches!(value, "1" | "yes" | "true")
}
