//! The rules of the house that a test can keep: what depends on what, and what the sources may say.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test that cannot go on has failed"
)]

mod dependencies;
mod layers;
mod sources;
mod web;

use std::env;
use std::fs;
use std::path::PathBuf;

use cargo_metadata::{CargoOpt, Metadata, MetadataCommand};

/// The root of the workspace. Asked at run time: see `xtask/src/cargo.rs`.
fn root() -> PathBuf {
    PathBuf::from(env::var("CARGO_MANIFEST_DIR").unwrap())
        .parent()
        .unwrap()
        .to_owned()
}

/// A TOML file of the repository.
fn toml(path: &str) -> toml::Table {
    fs::read_to_string(root().join(path))
        .unwrap()
        .parse()
        .unwrap()
}

/// What Cargo resolves for the workspace, on the platforms of `deny.toml`.
fn metadata(features: Option<CargoOpt>) -> Metadata {
    let mut command = MetadataCommand::new();
    command.manifest_path(root().join("Cargo.toml"));
    if let Some(features) = features {
        command.features(features);
    }
    let deny = toml("deny.toml");
    let targets = deny["graph"]["targets"].as_array().unwrap();
    command.other_options(
        targets
            .iter()
            .map(|target| format!("--filter-platform={}", target.as_str().unwrap()))
            .collect::<Vec<_>>(),
    );
    command.exec().unwrap()
}
