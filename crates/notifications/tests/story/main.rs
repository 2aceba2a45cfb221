//! The story of notifications, through dispatch, with a real database and real receivers on loopback.
#![allow(clippy::unwrap_used, clippy::panic)] // for the helpers of the tests

mod channels;
mod feed;
mod house;
mod ntfy;
mod receiver;
mod webhook;
