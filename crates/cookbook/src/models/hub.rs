//! Models in a Hugging Face cache: `models--ORG--NAME/{blobs,snapshots/REVISION,refs}`
//! (<https://huggingface.co/docs/huggingface_hub/guides/manage-cache>).

use std::collections::BTreeMap;

use super::folder;
use super::listing::{File, Store};
use super::model::CachedModel;

/// What the name of such a folder begins with.
const PREFIX: &str = "models--";

/// Takes the files of the models that the store has, wherever below it, out of its files.
pub(super) fn take(store: &mut Store) -> Vec<CachedModel> {
    let mut repositories: BTreeMap<String, Vec<File>> = BTreeMap::new();
    store.files.retain(|file| match repository(&file.path) {
        Some((folder, rest)) => {
            repositories
                .entry(folder.to_owned())
                .or_default()
                .push(File {
                    path: rest.to_owned(),
                    bytes: file.bytes,
                });
            false
        }
        None => true,
    });
    repositories
        .into_iter()
        .filter_map(|(folder, files)| model(store, &folder, &files))
        .collect()
}

/// The folder of the model that the path is in, and the path from there.
fn repository(path: &str) -> Option<(&str, &str)> {
    let mut start = 0;
    for part in path.split('/') {
        let end = start + part.len();
        if part.starts_with(PREFIX) {
            return Some((path.get(..end)?, path.get(end + 1..)?));
        }
        start = end + 1;
    }
    None
}

fn model(store: &Store, repository: &str, files: &[File]) -> Option<CachedModel> {
    let name = repository.rsplit('/').next()?.strip_prefix(PREFIX)?;
    // Only the first `--` parts organisation and name; names may have it within.
    let repo_id = name.replacen("--", "/", 1);
    let blobs = || files.iter().filter(|file| file.path.starts_with("blobs/"));
    // `TAG.incomplete`, or `TAG.SOMETHING.incomplete`; one that was given up may lie beside the blob that came later.
    let incomplete = blobs().any(|file| {
        let tag = file
            .path
            .strip_suffix(".incomplete")
            .and_then(|path| path.split('.').next());
        tag.is_some_and(|tag| !blobs().any(|other| other.path == tag))
    });

    // The revision that has most of it is the model; older ones share its blobs.
    let mut revisions: BTreeMap<&str, Vec<File>> = BTreeMap::new();
    for file in files {
        let Some((revision, _)) = file
            .path
            .strip_prefix("snapshots/")
            .and_then(|rest| rest.split_once('/'))
        else {
            continue;
        };
        revisions.entry(revision).or_default().push(file.clone());
    }
    let sum = |files: &[File]| {
        files
            .iter()
            .fold(0, |sum: u64, file| sum.saturating_add(file.bytes))
    };
    let snapshot = revisions
        .into_values()
        .max_by_key(|files| sum(files))
        .unwrap_or_default();
    if snapshot.is_empty() && !incomplete {
        return None;
    }
    // Where the disk has no links, the snapshots are the files themselves.
    let stored = blobs().fold(0, |sum: u64, file| sum.saturating_add(file.bytes));
    let bytes = if stored == 0 { sum(&snapshot) } else { stored };
    let place = folder::Place {
        repo_id,
        path: format!("{}/{repository}", store.path),
        index_prefix: format!("{repository}/"),
        is_local_dir: false,
    };
    Some(folder::model(store, place, &snapshot, bytes, incomplete))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn repositories_are_found_at_any_depth() {
        let check = |path, expected| assert_eq!(repository(path), expected, "{path}");
        check("models--a--b/blobs/x", Some(("models--a--b", "blobs/x")));
        check(
            "hub/models--a--b/refs/main",
            Some(("hub/models--a--b", "refs/main")),
        );
        check("models--a--b", None);
        check("models-a/x", None);
        check("", None);
    }
}
