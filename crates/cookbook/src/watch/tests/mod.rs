//! What is seen, of real sessions of a real tmux.

mod framing;
mod host;
mod ports;
mod sessions;
