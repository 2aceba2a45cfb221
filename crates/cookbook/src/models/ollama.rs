//! Models that Ollama has: as its API tells (`GET /api/tags`), or as its manifests on the disk do.
//!
//! <https://docs.ollama.com/api/tags>; a manifest is that of an OCI image, at `manifests/HOST/NAMESPACE/NAME/TAG`.

use serde::Deserialize;

use super::listing::Listing;
use super::model::{CachedModel, Status, size};

#[derive(Deserialize)]
struct Tags {
    models: Vec<Tag>,
}

#[derive(Deserialize)]
struct Tag {
    name: String,
    #[serde(default)]
    size: u64,
}

#[derive(Deserialize)]
struct Manifest {
    config: Option<Layer>,
    #[serde(default)]
    layers: Vec<Layer>,
}

#[derive(Deserialize)]
struct Layer {
    #[serde(default)]
    size: u64,
}

/// Ollama's models; none where it is not.
pub(super) fn models(listing: &Listing) -> Vec<CachedModel> {
    if let Some(tags) = &listing.tags {
        let tags =
            serde_json::from_str::<Tags>(tags).map_or_else(|_| Vec::new(), |tags| tags.models);
        return tags
            .into_iter()
            .map(|tag| model(tag.name, tag.size, 1))
            .collect();
    }
    let manifests = listing.stores.iter().flat_map(|store| &store.manifests);
    manifests
        .filter_map(|(path, json)| {
            let manifest: Manifest = serde_json::from_str(json).ok()?;
            let layers = || manifest.config.iter().chain(&manifest.layers);
            let bytes = layers().fold(0, |sum: u64, layer| sum.saturating_add(layer.size));
            Some(model(name(path)?, bytes, layers().count()))
        })
        .collect()
}

/// The name that `ollama run` takes; the usual host and namespace are left out.
fn name(path: &str) -> Option<String> {
    let (rest, tag) = path.rsplit_once('/')?;
    let short = rest
        .strip_prefix("registry.ollama.ai/library/")
        .or_else(|| rest.strip_prefix("registry.ollama.ai/"))
        .unwrap_or(rest);
    Some(format!("{short}:{tag}"))
}

fn model(name: String, bytes: u64, nb_files: usize) -> CachedModel {
    CachedModel {
        repo_id: name,
        size: size(bytes),
        bytes,
        nb_files,
        has_incomplete: false,
        status: Status::Ready,
        path: String::new(),
        is_diffusion: false,
        is_local_dir: false,
        is_gguf: false,
        is_ollama: true,
        backend: Some("ollama"),
        gguf_files: Vec::new(),
        shards: None,
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn names_are_those_that_run_takes() {
        let check =
            |path, expected: Option<&str>| assert_eq!(super::name(path).as_deref(), expected);
        check(
            "registry.ollama.ai/library/llama3.2/3b",
            Some("llama3.2:3b"),
        );
        check(
            "registry.ollama.ai/someone/model/latest",
            Some("someone/model:latest"),
        );
        check("hf.co/org/name/Q4_K_M", Some("hf.co/org/name:Q4_K_M"));
        check("latest", None);
    }
}
