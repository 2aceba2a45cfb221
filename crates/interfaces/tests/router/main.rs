//! The interfaces as callers meet them: requests through the router, with the real database and the real
//! accounts behind it, and a capability of samples that has every kind of operation.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test that cannot go on has failed"
)]

mod agent;
mod bundles;
mod connections;
mod documents;
mod door;
mod every_operation;
mod house;
mod input;
mod mcp;
mod output;
mod samples;
mod sign_in;
mod slow;
mod streams;
mod web;
