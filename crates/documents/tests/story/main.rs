//! Documents through the one way in, on a real database.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

mod agent;
mod changes;
mod edits;
mod history;
mod house;
mod languages;
mod library;
mod limits;
mod searching;
mod trash;
