//! What is seen, of real sessions of a real tmux.

mod adopting;
mod elsewhere;
mod framing;
mod host;
mod ports;
mod sessions;
