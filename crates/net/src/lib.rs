//! The only sockets out: a guarded HTTP client.
#![forbid(unsafe_code)]
