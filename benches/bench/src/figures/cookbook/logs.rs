//! Logs of 2 GB.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use tokio::time::sleep;

use super::api::{Api, Task};
use crate::report::Figure;
use crate::times::{Times, ms};

pub(super) const SMALL: u64 = 5_000_000;
pub(super) const LARGE: u64 = 2_000_000_000;
/// What is free on the disk before it is filled, in kibibytes.
const NEEDED: u64 = 4_000_000;
/// Between two calls.
const PAUSE: Duration = Duration::from_millis(50);
const LINE: usize = 120;
/// Stands in the log's first line only: to find it, all of the log has to be read.
const NEEDLE: &str = "f9a1c0de";
const TAIL_BUDGET: Duration = Duration::from_millis(5);

/// Refuses a disk that is too small.
pub(super) fn there_is_space(folder: &Path) -> io::Result<()> {
    let said = Command::new("df").arg("-Pk").arg(folder).output()?;
    let said = String::from_utf8_lossy(&said.stdout);
    let line = said.lines().nth(1).unwrap_or_default();
    let free = line.split_whitespace().nth(3).map(str::parse::<u64>);
    match free {
        Some(Ok(free)) if free < NEEDED => Err(io::Error::other(format!(
            "{} has no room for a log of 2 GB: {free} KiB are free.",
            folder.display()
        ))),
        _ => Ok(()),
    }
}

/// Adds lines of that length, as model servers write them, until the log is as large as that.
pub(super) fn fill(log: &Path, size: u64) -> io::Result<()> {
    let mut file = File::options().append(true).open(log)?;
    file.write_all(format!("INFO request {NEEDLE} accepted\n").as_bytes())?;
    let mut block = String::new();
    for number in 0..10_000 {
        let line = format!(
            "INFO 11-23 10:{:02}:{:02} [metrics.py:{number:04}] Avg generation throughput: {}.{} tokens/s, Running: {} reqs",
            number / 60 % 60,
            number % 60,
            number % 977,
            number % 10,
            number % 64,
        );
        block.push_str(&format!("{line:<width$}\n", width = LINE - 1));
    }
    while file.metadata()?.len() < size {
        file.write_all(block.as_bytes())?;
    }
    file.sync_all()
}

/// What reading a log of 2 GB takes, here or over ssh.
pub(super) async fn measure(
    api: &Api,
    task: &Task,
    what: [&'static str; 3],
) -> io::Result<Vec<Figure>> {
    let output = format!("/api/codex/cookbook/output/{}", task.session);
    let local = what == LOCAL;
    let tail = times(api, &format!("{output}?tail=400"), 100, |answer| {
        answer["output"]
            .as_str()
            .is_some_and(|text| text.lines().count() == 400)
    })
    .await?;
    let found = |answer: &serde_json::Value| {
        // Elsewhere only the end of the log is looked at.
        answer["matches"]
            .as_array()
            .is_some_and(|lines| !local || lines.len() == 1)
    };
    let grep = times(api, &format!("{output}?grep={NEEDLE}"), 5, found).await?;
    let mut first = Vec::new();
    for _ in 0..20 {
        first.push(api.first_text(&task.session).await?);
    }
    let [last, looked, followed] = what;
    let figure = |what, times: &Times, budget: Option<Duration>| Figure {
        what,
        budget: budget.map_or(String::new(), |budget| format!("p99 ≤ {}", ms(budget))),
        measured: format!("p50 {}, p99 {}", ms(times.p50()), ms(times.p99())),
        floor: String::new(),
        kept: budget.map(|budget| times.p99() <= budget),
    };
    Ok(vec![
        figure(last, &tail, local.then_some(TAIL_BUDGET)),
        figure(looked, &grep, None),
        figure(followed, &Times::new(first), None),
    ])
}

pub(super) const LOCAL: [&str; 3] = [
    "last 400 lines of a log of 2 GB (100 calls)",
    "a word in all of that log (5 calls)",
    "following that log, until its last lines are there (20 times)",
];
pub(super) const OVER_SSH: [&str; 3] = [
    "last 400 lines of a log of 2 GB, over ssh with 20 ms (100 calls)",
    "a word in the last 256 MiB of that log, over ssh with 20 ms (5 calls)",
    "following that log over ssh with 20 ms, until its last lines are there (20 times)",
];

/// The cause of a failure at the end of a log of 5 MB, here.
pub(super) async fn cause(api: &Api, task: &Task) -> io::Result<Figure> {
    fill(Path::new(&task.log), SMALL)?;
    File::options()
        .append(true)
        .open(&task.log)?
        .write_all(TRACEBACK.as_bytes())?;
    let target = format!("/api/codex/cookbook/output/{}?from=traceback", task.session);
    let times = times(api, &target, 20, |answer| {
        answer["output"]
            .as_str()
            .is_some_and(|text| text.starts_with("Traceback"))
    })
    .await?;
    Ok(Figure {
        what: "where a failure begins in a log of 5 MB, this machine (20 calls)",
        budget: String::new(),
        measured: format!("p50 {}, p99 {}", ms(times.p50()), ms(times.p99())),
        floor: String::new(),
        kept: None,
    })
}

const TRACEBACK: &str = "\
Traceback (most recent call last):
  File \"/v/bin/vllm\", line 8, in <module>
    sys.exit(main())
torch.OutOfMemoryError: CUDA out of memory. Tried to allocate 9.25 GiB. GPU 0 has a total capacity of 23.65 GiB.
";

async fn times(
    api: &Api,
    target: &str,
    calls: usize,
    right: impl Fn(&serde_json::Value) -> bool,
) -> io::Result<Times> {
    let mut times = Vec::new();
    for _ in 0..calls {
        let (took, answer) = api.get(target).await?;
        if !right(&answer) {
            let begin: String = answer.to_string().chars().take(1000).collect();
            return Err(io::Error::other(format!("{target} answered {begin}")));
        }
        times.push(took);
        // For long enough that the machine is looked at in between.
        sleep(PAUSE).await;
    }
    Ok(Times::new(times))
}

/// Makes the log of one task that of another one; both write on to what they had open.
pub(super) fn hand_over(from: &Task, to: &Task) -> io::Result<()> {
    fs::rename(&from.log, &to.log)
}
