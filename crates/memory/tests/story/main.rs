//! Memories through the one way in, on a real database.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

mod agent;
mod house;
mod ids;
mod keep;
mod meaning;
mod model;
mod search;
mod transfer;
mod trash;
