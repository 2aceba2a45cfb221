//! What is seen of the programs on a machine.
//!
//! One fixed script (`sweep.sh`) looks at everything that a machine has to say about its sessions, in one round trip,
//! and [`sweep`] reads the answer into a [`HostSweep`]. Nothing here decides what state a task is in.

mod adopt;
mod observe;
mod owner;
mod parse;
mod process;
mod records;
mod round;
mod seen;
mod server;
mod status;
mod sweep;
#[cfg(test)]
mod tests;

pub(crate) use adopt::{Candidate, candidates, find_session};
pub(crate) use owner::{Watch, look, look_at, service};
pub(crate) use seen::{
    HostSweep, Listening, Listing, Log, Observation, Pane, Pid, Presence, Probe, Process,
    SeenSession, Socket,
};
pub(crate) use status::StatusFile;
pub(crate) use sweep::{Unseen, Watched, sweep};
