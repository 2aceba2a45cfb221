//! Who may depend on whom (ARCHITECTURE.md, invariants).

use cargo_metadata::{Dependency, DependencyKind, Metadata, Package};

use crate::{metadata, toml};

/// The crates below the capabilities, and which of our own each may stand on.
const FOUNDATIONS: [(&str, &[&str]); 7] = [
    ("datephrase", &[]),
    ("net", &[]),
    ("storage", &[]),
    ("webapp", &[]),
    ("operation", &["storage"]),
    ("identity", &["operation", "storage"]),
    ("interfaces", &["identity", "operation", "storage"]),
];

/// What a capability may stand on: never another capability.
const BELOW_CAPABILITIES: &[&str] = &["datephrase", "identity", "net", "operation", "storage"];

/// Libraries that one crate alone may use. The binary wires everything together and is not bound by them, except to the
/// database. Queries are built with `diesel` everywhere; only `storage` can open what they run on.
const OWNED: [(&str, &[&str]); 3] = [
    (
        "interfaces",
        &["axum", "axum-extra", "hyper", "hyper-util", "tower-http"],
    ),
    ("net", &["reqwest", "hyper-rustls", "tokio-rustls"]),
    (
        "storage",
        &["diesel_migrations", "libsqlite3-sys", "pq-sys"],
    ),
];

fn rooms(metadata: &Metadata) -> Vec<&Package> {
    let crates = metadata.workspace_root.join("crates");
    let rooms: Vec<&Package> = metadata
        .workspace_packages()
        .into_iter()
        .filter(|package| package.manifest_path.starts_with(&crates))
        .collect();
    for (name, _) in FOUNDATIONS {
        assert!(
            rooms.iter().any(|room| room.name == name),
            "crates/{name} is gone: renew this test"
        );
    }
    rooms
}

fn is_ours(metadata: &Metadata, dependency: &Dependency) -> bool {
    dependency
        .path
        .as_ref()
        .is_some_and(|path| path.starts_with(&metadata.workspace_root))
}

#[test]
fn a_crate_stands_only_on_what_is_below_it() {
    let metadata = metadata(None);
    for room in rooms(&metadata) {
        let foundation = FOUNDATIONS.iter().find(|(name, _)| room.name == *name);
        let allowed = foundation.map_or(BELOW_CAPABILITIES, |(_, allowed)| allowed);
        for dependency in room
            .dependencies
            .iter()
            .filter(|dependency| is_ours(&metadata, dependency))
        {
            // The tests of a foundation may try it with what stands on it. Those of a capability know no other.
            if foundation.is_some() && dependency.kind == DependencyKind::Development {
                continue;
            }
            assert!(
                allowed.contains(&dependency.name.as_str()),
                "{} depends on {}, which is not below it",
                room.name,
                dependency.name
            );
        }
    }
}

#[test]
fn http_sockets_and_the_database_have_one_owner_each() {
    let metadata = metadata(None);
    let binary = metadata.root_package().unwrap();
    for room in rooms(&metadata).into_iter().chain([binary]) {
        for (owner, libraries) in OWNED {
            if room.name == owner || (room.name == binary.name && owner != "storage") {
                continue;
            }
            // A test may well need a real server or client.
            for dependency in room
                .dependencies
                .iter()
                .filter(|dependency| dependency.kind != DependencyKind::Development)
            {
                assert!(
                    !libraries.contains(&dependency.name.as_str()),
                    "{} depends on {}, which is for {owner} alone",
                    room.name,
                    dependency.name
                );
            }
        }
    }
}

#[test]
fn unsafe_code_is_forbidden_everywhere() {
    let lints = &toml("Cargo.toml")["workspace"]["lints"]["rust"];
    assert_eq!(lints["unsafe_code"].as_str(), Some("forbid"));
    let metadata = metadata(None);
    for package in metadata.workspace_packages() {
        let manifest = package
            .manifest_path
            .strip_prefix(&metadata.workspace_root)
            .unwrap();
        let inherits = toml(manifest.as_str())
            .get("lints")
            .and_then(|lints| lints.get("workspace")?.as_bool());
        assert_eq!(
            inherits,
            Some(true),
            "{manifest} lacks `[lints] workspace = true`"
        );
    }
}
