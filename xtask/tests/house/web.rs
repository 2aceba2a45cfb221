//! The web app: who may import whom in it, and what its packages may be.

use std::fs;
use std::path::{Component, Path, PathBuf};

use serde_json::Value;
use spdx::{Expression, LicenseItem, ParseMode};

use crate::dependencies::strings;
use crate::sources::texts;
use crate::{root, toml};

/// The parts of the web app, from the bottom up.
#[derive(Debug, PartialEq, Eq)]
enum Part<'a> {
    /// `lib/`: what all others stand on.
    Lib,
    /// `capabilities/<name>/`: the pages of one capability.
    Capability(&'a str),
    /// `capabilities/` itself: the list of them.
    Capabilities,
    /// `shell/`, and what starts it.
    Shell,
}

impl<'a> Part<'a> {
    /// The part that a file below `web/src` is in.
    fn of(path: &'a Path) -> Self {
        let mut parts = path.iter().filter_map(|part| part.to_str());
        match (parts.next(), parts.next(), parts.next()) {
            (Some("lib"), ..) => Self::Lib,
            (Some("capabilities"), Some(name), Some(_)) => Self::Capability(name),
            (Some("capabilities"), ..) => Self::Capabilities,
            _ => Self::Shell,
        }
    }

    fn may_import(&self, other: &Part<'_>) -> bool {
        match self {
            Self::Lib => *other == Part::Lib,
            Self::Capability(_) => self == other || *other == Part::Lib,
            Self::Capabilities => *other != Part::Shell,
            Self::Shell => true,
        }
    }
}

/// What a file imports by a path: `from './x'`, `import './x'`, `import('./x')`.
fn imports(text: &str) -> impl Iterator<Item = &str> {
    let quoted = |rest: &'_ str| -> Option<usize> {
        let quote = rest.chars().next().filter(|c| "'\"`".contains(*c))?;
        rest[1..].find(quote)
    };
    ["from ", "import ", "import("]
        .into_iter()
        .flat_map(move |word| text.split(word).skip(1))
        .filter_map(move |rest| Some(&rest[1..=quoted(rest)?]))
        .filter(|path| path.starts_with('.'))
}

/// A path without `.` and `..`.
fn plain(path: &Path) -> PathBuf {
    path.components()
        .fold(PathBuf::new(), |mut plain, part| match part {
            Component::ParentDir if plain.pop() => plain,
            Component::CurDir => plain,
            other => {
                plain.push(other);
                plain
            }
        })
}

#[test]
fn a_capability_imports_no_other_and_the_library_nothing_above_it() {
    let mut found = Vec::new();
    let mut seen = 0;
    for (path, text) in texts() {
        let Some(inside) = path.strip_prefix("web/src/").map(Path::new) else {
            continue;
        };
        if path.contains("generated") || !path.ends_with(".ts") && !path.ends_with(".svelte") {
            continue;
        }
        for import in imports(&text) {
            let target = plain(&inside.with_file_name("").join(import));
            // Stories, and what several of them share, use the harness, which is outside of the app.
            let story = path.ends_with(".e2e.ts") || path.ends_with(".story.ts");
            if target.starts_with("..") && story {
                continue;
            }
            seen += 1;
            if !Part::of(inside).may_import(&Part::of(&target)) {
                found.push(format!("{path} imports {import}"));
            }
        }
    }
    assert!(seen > 0, "the imports are not found");
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[test]
fn the_reader_of_imports_sees_all_kinds_of_them() {
    let text = "import { a } from './a';\nimport \"./b.css\";\nconst c = () => import('../c.svelte');\nimport d from 'd';\n";
    assert_eq!(
        imports(text).collect::<Vec<_>>(),
        ["./a", "./b.css", "../c.svelte"]
    );
    let from = Path::new("capabilities/todos/Page.svelte");
    let at = |import: &str| plain(&from.with_file_name("").join(import));
    assert!(Part::of(from).may_import(&Part::of(&at("./Row.svelte"))));
    assert!(Part::of(from).may_import(&Part::of(&at("../../lib/ui/Button.svelte"))));
    assert!(!Part::of(from).may_import(&Part::of(&at("../memory/store"))));
    assert!(!Part::of(from).may_import(&Part::of(&at("../index"))));
    assert!(!Part::of(from).may_import(&Part::of(&at("../../shell/Shell.svelte"))));
    assert!(!Part::of(Path::new("lib/api/client.ts")).may_import(&Part::of(&at("./store"))));
}

/// The packages of the lock file with their paths in it, the app itself left out.
fn packages() -> Vec<(String, Value)> {
    let text = fs::read_to_string(root().join("web/package-lock.json")).unwrap();
    let lock: Value = serde_json::from_str(&text).unwrap();
    let packages = lock["packages"].as_object().unwrap().clone();
    let packages: Vec<_> = packages
        .into_iter()
        .filter(|(path, _)| !path.is_empty())
        .collect();
    assert!(packages.len() > 10, "the packages are not found");
    packages
}

#[test]
fn what_becomes_part_of_the_app_is_under_a_licence_that_deny_toml_allows() {
    let deny = toml("deny.toml");
    let allowed = strings(&deny["licenses"]["allow"]);
    for (path, package) in packages() {
        if package["dev"] == true || package["devOptional"] == true {
            continue;
        }
        let licence = package["license"].as_str().unwrap_or_default();
        let expression = Expression::parse_mode(licence, ParseMode::LAX)
            .unwrap_or_else(|error| panic!("{path}: licence `{licence}`: {error}"));
        let fits = expression.evaluate(|need| {
            need.addition.is_none()
                && matches!(&need.license, LicenseItem::Spdx { id, .. } if allowed.contains(&id.name))
        });
        assert!(
            fits,
            "{path}: licence `{licence}` is not allowed by deny.toml"
        );
    }
}

#[test]
fn each_package_is_pinned_by_a_checksum_and_comes_from_the_public_registry() {
    for (path, package) in packages() {
        let sum = package["integrity"].as_str().unwrap_or_default();
        assert!(sum.starts_with("sha512-"), "{path} has no checksum");
        // Where it is not said, npm takes the registry that is set up, and the checksum tells that it is the same.
        let from = package["resolved"]
            .as_str()
            .unwrap_or("https://registry.npmjs.org/");
        assert!(
            from.starts_with("https://registry.npmjs.org/"),
            "{path} comes from {from}"
        );
    }
    let manifest = fs::read_to_string(root().join("web/package.json")).unwrap();
    let manifest: Value = serde_json::from_str(&manifest).unwrap();
    for list in ["dependencies", "devDependencies"] {
        for (name, version) in manifest[list].as_object().unwrap() {
            let version = version.as_str().unwrap();
            let exact = version.split('.').count() == 3
                && version.starts_with(|c: char| c.is_ascii_digit());
            assert!(exact, "{name} {version}: name one version");
        }
    }
}
