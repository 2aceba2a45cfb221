//! Launching programs: model servers, downloads, installs.

mod launch;
pub(crate) mod operation;
pub(crate) mod preflight;
mod program;
pub(crate) mod relaunch;

pub(crate) use launch::{Launch, Launched, launch};
pub(crate) use program::Program;
