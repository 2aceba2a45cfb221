//! The story of backups and health, through dispatch and the timer, on a clock that stands still.
#![allow(clippy::unwrap_used, clippy::panic, reason = "tests fail by panicking")]

mod backups;
mod health;
mod house;
mod schedule;
mod settings;
