//! What is fetched to a machine: models, and engines to serve them.
//!
//! [`Download`] and [`Install`] plan what the runner is to start, from what [`crate::hardware`] found there; [`progress`]
//! reads from its log how far it is, and [`Paced`] reckons how fast it goes.

mod bars;
mod download;
pub(crate) mod engines;
mod install;
mod pace;
mod progress;
#[cfg(test)]
mod tests;
mod unfinished;

pub(crate) use download::Download;
pub(crate) use install::Install;
pub(crate) use pace::Paced;
pub(crate) use progress::{Progress, progress};
pub(crate) use unfinished::unfinished;

/// What the runner is to start.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Plan {
    /// The program and its arguments. `~/` at the beginning of one is the home directory there.
    pub(crate) words: Vec<String>,
    /// Variables to set for it.
    pub(crate) variables: Vec<(&'static str, &'static str)>,
}
