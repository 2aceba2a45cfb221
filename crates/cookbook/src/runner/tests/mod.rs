//! Real programs in real tmux sessions, on sockets and in homes of their own. Some tests have to be root.

mod fates;
mod finding;
mod giving;
mod house;
mod keeping;
mod launching;
mod looking;
mod stopping;
