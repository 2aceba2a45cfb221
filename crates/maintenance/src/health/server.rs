//! The server itself.

use std::time::Instant;

use storage::backup::in_words;

use super::Check;
use super::check::span;

/// Its version, for how long it has run, and its memory where the system tells (Linux).
pub(super) fn check(started: Instant) -> Check {
    let ran = i64::try_from(started.elapsed().as_millis()).unwrap_or(i64::MAX);
    let memory = memory().map_or_else(String::new, |bytes| {
        format!(", with {} of memory", in_words(bytes))
    });
    Check::ok(
        "server",
        format!(
            "Odysseus {}, running for {}{memory}.",
            env!("CARGO_PKG_VERSION"),
            span(ran)
        ),
    )
}

/// What is resident: `VmRSS` of <https://man7.org/linux/man-pages/man5/proc_pid_status.5.html>.
fn memory() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("VmRSS:"))?;
    let kib: u64 = line.split_whitespace().next()?.parse().ok()?;
    Some(kib * 1024)
}
