//! Models that a machine has: in Hugging Face caches, at Ollama, in directories of the person's.
//!
//! `cached.sh` lists files, in one round trip and without any program that is not on every system; what they are is
//! decided here: `listing` reads its answer, `hub`, `folder` and `ollama` find the models in it, `weights` and `gguf`
//! say what of them is missing.

mod folder;
mod gguf;
mod hub;
mod listing;
mod model;
mod ollama;
#[cfg(test)]
mod tests;
mod weights;

use std::collections::HashSet;
use std::time::Duration;

use operation::Error;

use crate::machine::{ASKING, Machine, Machines, Script};
use listing::{Kind, Listing};
pub(crate) use model::CachedModel;
#[cfg(test)]
use model::{Role, Shards, Status};

/// The fixed script.
const CACHED: &str = include_str!("cached.sh");
/// How long a machine may take to list its models. Callers wait for 20 s at most.
const LIMIT: Duration = Duration::from_secs(15);

/// What a machine has.
#[derive(Debug, Default)]
pub(crate) struct Cached {
    /// Its models, caches first.
    pub(crate) models: Vec<CachedModel>,
    /// What could not be looked at, in sentences.
    pub(crate) warnings: Vec<String>,
}

/// Lists the models that `machine` has, in its caches and in `directories` (absolute, or below `~`).
///
/// # Errors
/// The machine could not be asked, or did not answer to the end: never an empty list.
pub(crate) async fn cached(
    machines: &Machines,
    machine: &Machine,
    directories: &[String],
) -> operation::Result<Cached> {
    let script = Script::new(CACHED).with(ASKING).words(directories);
    let reply = machines
        .run(machine, &script, LIMIT)
        .await
        .map_err(|trouble| {
            let sentence = format!("The models could not be listed: {trouble}");
            trouble.mark(Error::unavailable(sentence))
        })?;
    let listing = Listing::read(&reply.stdout);
    if !listing.complete {
        return Err(Error::unavailable(format!(
            "The models could not be listed: {}",
            reply
                .stderr
                .lines()
                .last()
                .unwrap_or("the machine's shell stopped in between.")
        )));
    }
    Ok(models(listing, &reply.stderr))
}

fn models(mut listing: Listing, complaints: &str) -> Cached {
    let mut found = Vec::new();
    for store in listing
        .stores
        .iter_mut()
        .filter(|store| store.kind != Kind::Ollama)
    {
        found.extend(hub::take(store));
        if store.kind == Kind::Folder {
            found.extend(folder::models(store));
        }
    }
    found.extend(ollama::models(&listing));
    // One directory may be below another one that was named as well.
    let mut seen = HashSet::new();
    found.retain(|model| seen.insert(identity(model)));

    let missing = listing
        .missing
        .iter()
        .map(|path| format!("`{path}` is not a directory there."));
    let refused = listing.refused.iter().map(|path| {
        format!("`{path}` is not looked into: name the directory that the models are in.")
    });
    let full = listing
        .stores
        .iter()
        .filter(|store| store.files.len() >= 199_000)
        .map(|store| {
            format!(
                "`{}` has more than 200,000 files: not all were looked at.",
                store.path
            )
        });
    let denied = complaints
        .lines()
        .filter(|line| line.contains("ermission denied"))
        .take(5)
        .map(str::to_owned);
    let warnings = missing.chain(refused).chain(full).chain(denied).collect();
    Cached {
        models: found,
        warnings,
    }
}

/// What is the same for a model however its directory was come to.
fn identity(model: &CachedModel) -> String {
    match model.gguf_files.as_slice() {
        [file] if model.is_local_dir => format!("{}/{}", model.path, file.rel_path),
        _ if model.is_ollama => model.repo_id.clone(),
        _ => model.path.clone(),
    }
}
