//! Which engines a machine has, where a launch would find them.

use std::time::Duration;

use operation::Error;

use super::answer::Answer;
use super::{PACKAGES, SEARCH};
use crate::cookbook::unavailable;
use crate::hardware;
use crate::machine::{Machines, Script};
use crate::servers::Target;
use crate::transfers::engines::{ENGINES, Engine};

/// The script bounds each of its own steps; together they stay below this.
const LIMIT: Duration = Duration::from_secs(14);

/// What was found of engines.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Engines {
    /// `uname -s` and `uname -m`.
    pub(crate) system: (String, String),
    /// Where the environment is; none when there is none, or it was not found.
    pub(crate) prefix: Option<String>,
    /// Of `pip` (for the environment's Python), `uv`, `brew` and `nvcc` those that are there.
    pub(crate) tools: Vec<String>,
    /// Those that are there.
    pub(crate) found: Vec<Found>,
    /// What could not be looked at.
    pub(crate) warnings: Vec<String>,
}

/// An engine that is there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Found {
    pub(crate) name: &'static str,
    /// Its program, or the directory of Python packages that it is in.
    pub(crate) path: String,
    pub(crate) version: Option<String>,
}

/// Looks where a launch on `target` would.
///
/// # Errors
/// The machine could not be asked, or did not answer to the end.
pub(crate) async fn engines(machines: &Machines, target: &Target) -> Result<Engines, Error> {
    let (kind, place) = target.environment.stored();
    let wanted = ENGINES.iter().flat_map(|engine| {
        let programs = engine.programs.join(" ");
        [engine.name.to_owned(), programs, engine.folder()]
    });
    let script = Script::new(include_str!("engines.sh"))
        .with(SEARCH)
        .with(PACKAGES)
        .word(kind)
        .word(place)
        .words(wanted);
    let called = target.called();
    let reply = machines
        .run(&target.machine()?, &script, LIMIT)
        .await
        .map_err(|trouble| unavailable(called, &trouble))?;
    let answer = Answer::read(&reply.stdout);
    if answer.get("complete").is_none() {
        return Err(Error::unavailable(format!(
            "The engines of {called} could not be looked at: its shell stopped in between."
        )));
    }
    Ok(Engines::read(&answer, called))
}

impl Engines {
    fn read(answer: &Answer, called: &str) -> Self {
        let text = |key| answer.get(key).unwrap_or_default().to_owned();
        let mut warnings = Vec::new();
        if answer.get("shell").is_some() {
            warnings.push(super::judge::silent(&text("user"), called));
        }
        Self {
            system: (text("platform"), text("machine")),
            prefix: answer.get("prefix").map(str::to_owned),
            tools: answer.all("tool").map(str::to_owned).collect(),
            found: ENGINES
                .iter()
                .filter_map(|engine| found(answer, engine))
                .collect(),
            warnings,
        }
    }

    /// Whether that tool is there.
    pub(crate) fn has(&self, tool: &str) -> bool {
        self.tools.iter().any(|known| known == tool)
    }
}

fn found(answer: &Answer, engine: &Engine) -> Option<Found> {
    let of = |key| {
        let start = format!("{} ", engine.name);
        answer
            .all(key)
            .filter_map(move |line| line.strip_prefix(&start))
    };
    let noted = of("version").next().map(str::to_owned);
    Some(Found {
        name: engine.name,
        path: of("at").next()?.to_owned(),
        version: noted.or_else(|| hardware::version(of("said"))),
    })
}
