//! Licences, sources and banned crates: `deny.toml` is the list, these tests are its reader.

use std::collections::{BTreeMap, BTreeSet};

use cargo_metadata::{CargoOpt, Metadata, Package, PackageId};
use spdx::{Expression, LicenseItem, ParseMode};

use crate::{metadata, toml};

/// The crates that take part, with those that depend on each directly.
fn resolved(metadata: &Metadata) -> Vec<(&Package, BTreeSet<&str>)> {
    let resolve = metadata.resolve.as_ref().unwrap();
    let mut dependents: BTreeMap<&PackageId, BTreeSet<&str>> = BTreeMap::new();
    for node in &resolve.nodes {
        for dependency in &node.dependencies {
            let name = metadata[&node.id].name.as_str();
            dependents.entry(dependency).or_default().insert(name);
        }
    }
    resolve
        .nodes
        .iter()
        .map(|node| {
            (
                &metadata[&node.id],
                dependents.remove(&node.id).unwrap_or_default(),
            )
        })
        .collect()
}

pub(crate) fn strings(value: &toml::Value) -> Vec<&str> {
    value
        .as_array()
        .unwrap()
        .iter()
        .map(|item| item.as_str().unwrap())
        .collect()
}

/// What `deny.toml` says of a crate that gives its licence as a file alone, as long as that file is the one that was read.
fn clarification<'a>(package: &Package, clarified: &'a [toml::Value]) -> &'a str {
    let clarification = clarified
        .iter()
        .find(|clarification| clarification["crate"].as_str() == Some(package.name.as_str()))
        .unwrap_or_else(|| panic!("{} does not say its licence", package.name));
    for file in clarification["license-files"].as_array().unwrap() {
        let path = package
            .manifest_path
            .with_file_name(file["path"].as_str().unwrap());
        let text = std::fs::read_to_string(&path).unwrap().replace('\r', "");
        assert_eq!(
            Some(i64::from(crc32fast::hash(text.as_bytes()))),
            file["hash"].as_integer(),
            "{path} is not the licence that was read"
        );
    }
    clarification["expression"].as_str().unwrap()
}

#[test]
fn every_licence_is_one_of_those_allowed() {
    let deny = toml("deny.toml");
    let allowed = strings(&deny["licenses"]["allow"]);
    let metadata = metadata(Some(CargoOpt::AllFeatures));
    let clarified = deny["licenses"]["clarify"].as_array().unwrap();
    for (package, _) in resolved(&metadata) {
        let licence = match &package.license {
            Some(licence) => licence,
            None => clarification(package, clarified),
        };
        // Older crates write `MIT/Apache-2.0` for `MIT OR Apache-2.0`.
        let expression = Expression::parse_mode(licence, ParseMode::LAX)
            .unwrap_or_else(|error| panic!("{}: licence `{licence}`: {error}", package.name));
        let fits = expression.evaluate(|need| {
            need.addition.is_none()
                && matches!(&need.license, LicenseItem::Spdx { id, .. } if allowed.contains(&id.name))
        });
        assert!(
            fits,
            "{} {}: licence `{licence}` is not allowed by deny.toml",
            package.name, package.version
        );
    }
}

#[test]
fn every_source_is_this_repository_or_the_public_registry() {
    let deny = toml("deny.toml");
    let allowed = strings(&deny["sources"]["allow-registry"]);
    let metadata = metadata(Some(CargoOpt::AllFeatures));
    for (package, _) in resolved(&metadata) {
        let fits = match &package.source {
            None => package.manifest_path.starts_with(&metadata.workspace_root),
            Some(source) => source
                .repr
                .strip_prefix("registry+")
                .is_some_and(|url| allowed.contains(&url)),
        };
        assert!(fits, "{} comes from {:?}", package.name, package.source);
    }
}

#[test]
fn banned_crates_stay_out() {
    let deny = toml("deny.toml");
    for features in [None, Some(CargoOpt::AllFeatures)] {
        let metadata = metadata(features);
        for (package, dependents) in resolved(&metadata) {
            for ban in deny["bans"]["deny"].as_array().unwrap() {
                if ban["crate"].as_str() != Some(package.name.as_str()) {
                    continue;
                }
                let wrappers = ban.get("wrappers").map(strings).unwrap_or_default();
                for dependent in &dependents {
                    assert!(
                        wrappers.contains(dependent),
                        "{} is banned by deny.toml, and {dependent} wants it",
                        package.name
                    );
                }
            }
        }
    }
}

#[test]
fn without_postgres_there_is_no_openssl_and_nothing_of_libpq() {
    let metadata = metadata(None);
    for (package, dependents) in resolved(&metadata) {
        let name = package.name.as_str();
        assert!(
            !["openssl-sys", "pq-sys", "pq-src"].contains(&name),
            "{name} is in the default build, wanted by {dependents:?}"
        );
    }
}

/// Reported, never failed: two versions of a crate are seldom ours to change. `cargo nextest run -p xtask --no-capture`.
#[test]
fn reports_our_direct_dependencies_that_are_there_twice() {
    let metadata = metadata(Some(CargoOpt::AllFeatures));
    let members: BTreeSet<&str> = metadata
        .workspace_packages()
        .iter()
        .map(|package| package.name.as_str())
        .collect();
    let mut versions: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    let mut direct = BTreeSet::new();
    for (package, dependents) in resolved(&metadata) {
        versions
            .entry(package.name.as_str())
            .or_default()
            .push(package.version.to_string());
        if dependents
            .iter()
            .any(|dependent| members.contains(dependent))
        {
            direct.insert(package.name.as_str());
        }
    }
    assert!(
        direct.contains("serde_json"),
        "the direct dependencies are not found"
    );
    for name in direct {
        if versions[name].len() > 1 {
            println!(
                "{name} is there {} times: {}",
                versions[name].len(),
                versions[name].join(", ")
            );
        }
    }
}
