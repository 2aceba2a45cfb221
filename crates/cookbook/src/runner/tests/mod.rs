//! Real programs in real tmux sessions, on sockets and in homes of their own. Some tests have to be root.

mod crowds;
mod engines;
mod fates;
mod finding;
mod footprints;
mod giving;
mod gpus;
mod house;
mod keeping;
mod launching;
mod looking;
mod stopping;
mod unloading;
