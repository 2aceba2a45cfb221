//! Models in directories of the person's: folders with weights, and loose GGUF files.

use std::collections::BTreeMap;

use super::gguf::{self, has_extension, is_gguf};
use super::listing::{File, Store};
use super::model::{CachedModel, GgufFile, Role, Shards, Status, size};
use super::weights;

/// How deep files are looked at: `a/b/c/model.gguf`.
const DEPTH: usize = 4;

/// Where a model is, and what it is called.
pub(super) struct Place {
    pub(super) repo_id: String,
    pub(super) path: String,
    /// The same folder, as the store's indexes have it: empty or ending in `/`.
    pub(super) index_prefix: String,
    pub(super) is_local_dir: bool,
}

/// The models in a directory, once those of caches below it were taken out.
pub(super) fn models(store: &Store) -> Vec<CachedModel> {
    let files: Vec<File> = store
        .files
        .iter()
        .filter(|file| file.path.split('/').count() <= DEPTH || file.path.ends_with(".incomplete"))
        .cloned()
        .collect();
    let mut found = Vec::new();
    let has = |test: fn(&str) -> bool| {
        files
            .iter()
            .any(|file| !file.path.contains('/') && test(&file.path))
    };
    if has(|path| path == "config.json") && has(weights::is_weights) {
        // The directory is itself a model, rather than one of models.
        let name = store.path.rsplit('/').next().unwrap_or(&store.path);
        found.push(whole(store, name, "", &files));
        return found;
    }
    for file in gguf::merge(&direct(&files)) {
        found.push(loose(store, file));
    }
    descend(store, "", &files, &mut found);
    found
}

/// A folder that holds a model is one; of others, their folders may be.
fn descend(store: &Store, prefix: &str, files: &[File], found: &mut Vec<CachedModel>) {
    let mut folders: BTreeMap<&str, Vec<File>> = BTreeMap::new();
    for file in files {
        if let Some((folder, rest)) = file
            .path
            .split_once('/')
            .filter(|(folder, _)| !folder.starts_with('.'))
        {
            folders.entry(folder).or_default().push(File {
                path: rest.to_owned(),
                bytes: file.bytes,
            });
        }
    }
    for (folder, files) in folders {
        let name = format!("{prefix}{folder}");
        let telling = |path: &str| {
            matches!(path, "config.json" | "model_index.json")
                || is_gguf(path)
                || weights::is_weights(path)
        };
        if files
            .iter()
            .any(|file| !file.path.contains('/') && telling(&file.path))
        {
            found.push(whole(store, &name, &format!("{name}/"), &files));
        } else {
            descend(store, &format!("{name}/"), &files, found);
        }
    }
}

/// A folder with everything in it.
fn whole(store: &Store, name: &str, prefix: &str, files: &[File]) -> CachedModel {
    let incomplete = files.iter().any(|file| file.path.ends_with(".incomplete"));
    let bytes = files
        .iter()
        .fold(0, |sum: u64, file| sum.saturating_add(file.bytes));
    let shown: Vec<File> = files
        .iter()
        .filter(|file| !is_hidden(&file.path))
        .cloned()
        .collect();
    let place = Place {
        repo_id: name.to_owned(),
        path: format!("{}/{prefix}", store.path)
            .trim_end_matches('/')
            .to_owned(),
        index_prefix: prefix.to_owned(),
        is_local_dir: true,
    };
    model(store, place, &shown, bytes, incomplete)
}

/// A GGUF file, or the parts of one, that lies beside others.
fn loose(store: &Store, file: GgufFile) -> CachedModel {
    let stem = gguf::part(&file.name).map_or_else(
        || {
            file.name
                .get(..file.name.len().saturating_sub(5))
                .unwrap_or(&file.name)
        },
        |(stem, _)| stem,
    );
    CachedModel {
        nb_files: usize::try_from(file.parts_present.unwrap_or(1)).unwrap_or(usize::MAX),
        ..gguf_model(stem.to_owned(), store.path.clone(), vec![file])
    }
}

fn gguf_model(repo_id: String, path: String, files: Vec<GgufFile>) -> CachedModel {
    let bytes = files
        .iter()
        .fold(0, |sum: u64, file| sum.saturating_add(file.size_bytes));
    let lacking = lacking(&files);
    CachedModel {
        repo_id,
        size: size(bytes),
        bytes,
        nb_files: files.len(),
        has_incomplete: lacking,
        status: status(lacking),
        path,
        is_diffusion: false,
        is_local_dir: true,
        is_gguf: true,
        is_ollama: false,
        backend: Some("llama.cpp"),
        gguf_files: files,
        shards: None,
    }
}

/// What these files are together. `incomplete`: something is being downloaded.
pub(super) fn model(
    store: &Store,
    place: Place,
    files: &[File],
    bytes: u64,
    incomplete: bool,
) -> CachedModel {
    let indexes: BTreeMap<&str, &[String]> = store
        .indexes
        .iter()
        .filter_map(|(path, shards)| {
            Some((path.strip_prefix(&place.index_prefix)?, shards.as_slice()))
        })
        // In a cache there may be other revisions, which `files` has nothing of.
        .filter(|(path, _)| files.iter().any(|file| file.path == *path))
        .collect();
    let shards: Option<Shards> = weights::missing(files, &indexes);
    let gguf_files = gguf::merge(files);
    let has_incomplete = incomplete || shards.is_some() || lacking(&gguf_files);
    let is_diffusion = files
        .iter()
        .any(|file| file.path.rsplit('/').next() == Some("model_index.json"));
    // A repository may have GGUF files beside what they were made from.
    let is_gguf = gguf_files.iter().any(|file| file.role == Role::Model)
        && !files
            .iter()
            .any(|file| has_extension(&file.path, ".safetensors"));
    CachedModel {
        repo_id: place.repo_id,
        size: size(bytes),
        bytes,
        nb_files: files.len(),
        has_incomplete,
        status: status(has_incomplete),
        path: place.path,
        is_diffusion,
        is_local_dir: place.is_local_dir,
        is_gguf,
        is_ollama: false,
        backend: match (is_gguf, is_diffusion) {
            (true, _) => Some("llama.cpp"),
            (false, true) => Some("diffusers"),
            (false, false) => None,
        },
        gguf_files,
        shards,
    }
}

fn lacking(files: &[GgufFile]) -> bool {
    files.iter().any(|file| file.parts != file.parts_present)
}

fn status(incomplete: bool) -> Status {
    if incomplete {
        Status::Downloading
    } else {
        Status::Ready
    }
}

fn direct(files: &[File]) -> Vec<File> {
    files
        .iter()
        .filter(|file| !file.path.contains('/') && !file.path.starts_with('.'))
        .cloned()
        .collect()
}

fn is_hidden(path: &str) -> bool {
    path.split('/').any(|part| part.starts_with('.'))
}
