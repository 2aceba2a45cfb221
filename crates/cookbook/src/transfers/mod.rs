//! What is fetched to a machine: models, and engines to serve them.
//!
//! [`Download`] and [`Install`] plan what the runner is to start, from what [`crate::hardware`] found there; [`progress`]
//! reads from its log how far it is, [`downloaded`] whether a model is all there.

mod bars;
mod download;
pub(crate) mod engines;
mod install;
mod progress;
#[cfg(test)]
mod tests;

use crate::models::CachedModel;
pub(crate) use download::Download;
pub(crate) use install::Install;
pub(crate) use progress::{Progress, progress};

/// What the runner is to start.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Plan {
    /// The program and its arguments. `~/` at the beginning of one is the home directory there.
    pub(crate) words: Vec<String>,
    /// Variables to set for it.
    pub(crate) variables: Vec<(&'static str, &'static str)>,
}

/// Whether that model is among these, with nothing of it missing: a download that ended well may still have left
/// something out, and one whose end nobody saw may have been complete.
pub(crate) fn downloaded(models: &[CachedModel], repo_id: &str) -> bool {
    let tagged = format!("{repo_id}:latest");
    models.iter().any(|model| {
        (model.repo_id == repo_id || model.is_ollama && model.repo_id == tagged)
            && !model.has_incomplete
    })
}
