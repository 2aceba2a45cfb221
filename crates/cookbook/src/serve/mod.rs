//! Launching model servers.

pub(crate) mod launch;
pub(crate) mod operation;
pub(crate) mod preflight;
pub(crate) mod relaunch;

pub(crate) use launch::{Launch, Launched, launch};
