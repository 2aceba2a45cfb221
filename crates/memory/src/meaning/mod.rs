//! What texts mean, as vectors: set up by an admin, made by a job after the text is stored, so that no
//! write waits for a model.
//!
//! `config.rs` is what is set up, `engine.rs` reads texts with it (`folder.rs`, `endpoint.rs`), `job.rs`
//! has all texts read, `store.rs` keeps what came of it. `set.rs` and `status.rs` are the operations.

mod config;
mod endpoint;
mod engine;
mod folder;
pub(crate) mod job;
pub(crate) mod set;
pub(crate) mod status;
pub(crate) mod store;
mod vector;

pub(crate) use config::Config;
pub(crate) use engine::Engine;
pub(crate) use vector::{Vector, likeness};
