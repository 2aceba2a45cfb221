//! Why something failed: known classes, found in logs, with a change that helps.
//!
//! `table.rs` is what is known: the lines that name a cause, a sentence for the person, and what may help. `log.rs` takes
//! a log apart, `find.rs` finds the lines that fit, `choose.rs` the one that is the cause, `change.rs` makes commands of
//! what may help, `answer.rs` puts it together. The corpus of labelled logs is in `tests/corpus`.
//!
//! While a program runs there is no diagnosis: working programs complain a lot, and go on.

mod action;
mod answer;
mod change;
mod choose;
mod edit;
mod facts;
mod find;
mod index;
mod knob;
mod log;
mod nearest;
mod pattern;
mod rule;
mod table;
#[cfg(test)]
mod tests;
mod wants;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

pub(crate) use facts::Facts;
pub(crate) use table::Class;
pub(crate) use wants::Wants;

/// Why something failed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub(crate) struct Diagnosis {
    /// What kind of failure it is.
    pub(crate) class: Class,
    /// What is wrong, in one sentence.
    pub(crate) message: String,
    /// The line of the log that names the cause; none where only the way it ended tells.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub(crate) root: Option<Evidence>,
    /// Lines that show it, in their order; the root is among them.
    pub(crate) evidence: Vec<Evidence>,
    /// How sure this is.
    pub(crate) confidence: Confidence,
    /// What may help, the likeliest first.
    pub(crate) suggestions: Vec<Suggestion>,
}

impl Diagnosis {
    /// The same as it may be shown: the suggested commands without the values of keys, which a relaunch puts back.
    pub(crate) fn redacted(mut self) -> Self {
        for suggestion in &mut self.suggestions {
            if let Some(command) = &mut suggestion.command {
                *command = crate::command::redacted(command);
            }
        }
        self
    }
}

/// A line of the log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub(crate) struct Evidence {
    /// Its text, without colours; long ones are cut.
    pub(crate) line: String,
    /// The byte of the log at which it begins.
    pub(crate) offset: u64,
}

/// How sure a diagnosis is: `low` is a guess, `medium` is likely, `high` is what the log says.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Confidence {
    Low,
    Medium,
    High,
}

/// What may help.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub(crate) struct Suggestion {
    /// What it is, in a few words.
    pub(crate) label: String,
    /// The whole command with that change, ready to be launched; keys in it are shown as `***`, and stay what they are when
    /// the task is relaunched with it.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub(crate) command: Option<String>,
    /// What to do instead of, or besides, launching.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub(crate) action: Option<Action>,
    /// Why it may help.
    pub(crate) why: String,
}

/// Something to do that is no change of the command.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub(crate) enum Action {
    /// Install a Python package in the server's environment.
    Install {
        /// The package, as pip takes it.
        package: String,
        /// Also when it is there already.
        upgrade: bool,
    },
    /// Open a page.
    Open {
        /// Its address.
        url: String,
    },
    /// Fetch the model, again or for the first time.
    Download {
        /// Its name at the hub.
        model: String,
    },
    /// Set the token for the hub.
    SetToken,
    /// Choose another model.
    PickModel,
    /// Choose another engine or another build of it.
    PickEngine,
    /// Choose another machine.
    PickServer,
    /// Correct the server's environment.
    CheckEnvironment,
    /// Clear the selection of GPUs.
    ClearGpus,
    /// Look at what uses the GPU.
    FreeGpu,
    /// Look at what fills the disk.
    FreeDisk,
    /// Look at what else runs there.
    SeeTasks,
    /// Something for a person to do; the label and the reason say it.
    Manual,
}

/// Why the program failed, if it did and that can be told.
///
/// `log` is what the log ends with, `start` the byte of it at which that begins. The end is enough: 64 KiB hold the
/// tracebacks of all engines that are known, and no more than the last 512 KiB are read.
pub(crate) fn diagnose(log: &str, start: u64, facts: &Facts<'_>) -> Option<Diagnosis> {
    if !facts.failed() {
        return None;
    }
    let (log, start) = end(log, start);
    let lines = log::lines(log, start);
    Some(choose::choose(&lines, facts))
}

/// The last 512 KiB, from the beginning of a line on.
fn end(log: &str, start: u64) -> (&str, u64) {
    const LONGEST: usize = 512 << 10;
    let from = log.len().saturating_sub(LONGEST);
    let line = log
        .as_bytes()
        .iter()
        .skip(from)
        .position(|byte| matches!(byte, b'\n' | b'\r'))
        .filter(|_| from > 0)
        .map_or(0, |at| from + at + 1);
    let end = log.get(line..).unwrap_or(log);
    let skipped = u64::try_from(log.len() - end.len()).unwrap_or_default();
    (end, start.saturating_add(skipped))
}
