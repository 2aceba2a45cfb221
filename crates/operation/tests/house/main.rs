//! The house itself, tried with a capability of its own: who may, what is asked, done once, recorded,
//! and what happens at its time.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

mod access;
mod approvals;
mod failures;
mod idempotency;
mod jobs;
mod things;
