//! The web app in a browser: what it loads, and how soon a person can begin.

use std::fs;
use std::io;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use serde::Deserialize;

use crate::report::Figure;
use crate::times::{Times, ms};

const BYTES_BUDGET: u64 = 120_000;
const INTERACTIVE_BUDGET: Duration = Duration::from_secs(1);

/// What `web/e2e/figures.ts` writes.
#[derive(Deserialize)]
struct Figures {
    /// With no todos.
    few: Loads,
    /// With 10,000.
    many: Loads,
    typing: Vec<f64>,
}

#[derive(Deserialize)]
struct Loads {
    bytes: u64,
    requests: u64,
    foreign: u64,
    interactive: Vec<f64>,
    listed: Vec<f64>,
}

pub(super) fn measure(odysseus: &Path, folder: &Path) -> io::Result<Vec<Figure>> {
    let file = folder.join("browser.json");
    let status = Command::new("npm")
        .args(["run", "--silent", "figures"])
        .current_dir("web")
        .env("ODYSSEUS_BIN", odysseus)
        .env("ODYSSEUS_FIGURES", &file)
        .env_remove("ODYSSEUS_WEB_DIR")
        .status()?;
    if !status.success() {
        return Err(io::Error::other(format!("npm run figures: {status}")));
    }
    let Figures { few, many, typing } = serde_json::from_slice(&fs::read(file)?)?;
    let interactive = times(&few.interactive);
    let figure = |what, measured| Figure {
        what,
        budget: String::new(),
        measured,
        floor: String::new(),
        kept: None,
    };
    Ok(vec![
        Figure {
            budget: format!("≤ {} KB, no other host", BYTES_BUDGET / 1000),
            kept: Some(few.bytes <= BYTES_BUDGET && few.foreign == 0),
            ..figure(
                "first page of the web app, nothing cached",
                format!(
                    "{} KB in {} requests, {} to other hosts",
                    few.bytes.div_ceil(1000),
                    few.requests,
                    few.foreign
                ),
            )
        },
        Figure {
            budget: format!("≤ {}", ms(INTERACTIVE_BUDGET)),
            kept: Some(interactive.p99() <= INTERACTIVE_BUDGET),
            ..figure("until it can be typed into", spread(&interactive))
        },
        figure(
            "until 10,000 todos are listed",
            spread(&times(&many.listed)),
        ),
        figure(
            "a key in the quick add, with 10,000 todos, until it is drawn",
            spread(&times(&typing)),
        ),
    ])
}

fn times(milliseconds: &[f64]) -> Times {
    let seconds = milliseconds.iter().map(|ms| ms / 1e3);
    Times::new(seconds.map(Duration::from_secs_f64).collect())
}

fn spread(times: &Times) -> String {
    let [p50, p99] = [times.p50(), times.p99()].map(ms);
    format!("p50 {p50}, p99 {p99}")
}
