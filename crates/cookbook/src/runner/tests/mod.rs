//! Real programs in real tmux sessions, on sockets and in homes of their own.

mod house;
mod launching;
mod looking;
mod stopping;
