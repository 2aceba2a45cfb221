//! How a program is looked for, started and ended on a machine.
//!
//! [`engines`] says what there is to launch, [`preflight`] asks what a launch needs to know, [`launch`] starts the program
//! in a tmux session of its own, under a runner (`run.sh`) that keeps its log and notes how it ended, [`footprint`] measures
//! what it takes, and [`stop`] ends it with everything that it started. [`unload`] frees the memory that it had another
//! program take.
//!
//! Under `${XDG_STATE_HOME:-$HOME/.local/state}/odysseus/serve/` (0700) a machine keeps for each session `<session>.log`
//! and `<session>.status` (lines `key=value`), both 0600. Every process of a program has `ODYSSEUS_SESSION=<session>` in
//! its environment: the mark by which it is known again when it has left its parents, its terminal and its group.

pub(crate) mod engines;
pub(crate) mod footprint;
pub(crate) mod launch;
pub(crate) mod preflight;
pub(crate) mod stop;
pub(crate) mod unload;

mod answer;
mod free;
mod judge;
#[cfg(test)]
mod tests;

pub(crate) use engines::{Engines, engines};
pub(crate) use footprint::{Footprint, footprint};
pub(crate) use free::free_port;
pub(crate) use launch::{Launch, Launched, launch};
pub(crate) use preflight::{Preflight, Question, preflight};
pub(crate) use stop::{Stop, Stopped, stop};
pub(crate) use unload::{Unload, Unloaded, unload};

/// Shell functions that find programs as a launch does: for [`crate::machine::Script::with`].
const SEARCH: &str = include_str!("search.sh");
/// Shell functions that find the versions of Python packages; they build on [`SEARCH`].
const PACKAGES: &str = include_str!("packages.sh");

/// A shell function that runs a program for a limited time: for [`crate::machine::Script::with`].
pub(crate) const LIMITED: &str = include_str!("limited.sh");

/// Shell functions about the files that are kept of a session: for [`crate::machine::Script::with`].
pub(crate) const KEPT: &str = include_str!("kept.sh");
