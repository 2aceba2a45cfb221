//! Backups: what goes in comes out, and nothing else is ever unpacked.

#![allow(clippy::unwrap_used, clippy::panic)]

#[path = "../common/mod.rs"]
mod common;
mod data;
mod forged;
mod whole;
