//! End to end: the real program as a process, on an empty directory, called as people and agents call it.
//!
//! One binary for all stories, so that it is linked once. A story gets a home directory and a server of
//! its own; what the program offers is read from the program itself (`odysseus operations --json`).
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "tests fail by panicking"
)]

#[path = "../../crates/net/tests/ssh/sshd.rs"]
mod sshd;
mod support;

mod agent;
mod approvals;
mod authorisation;
mod backups;
mod bundles;
mod bytes;
mod calling;
mod command_line;
mod cookbook;
mod doctor;
mod durability;
mod first_start;
mod fuzzing;
mod golden;
mod hostile;
mod isolation;
mod mcp;
mod model_server;
mod ownership;
mod reminders;
mod routes;
mod secrets;
