//! `pip install`: packages by name and version, and nothing from elsewhere.

use std::fmt;

use operation::{Error, Result};
use schemars::JsonSchema;
use serde::Deserialize;

/// Options that say how to install, not from where.
const OPTIONS: [&str; 15] = [
    "-U",
    "--upgrade",
    "--pre",
    "--user",
    "--break-system-packages",
    "--no-cache-dir",
    "--no-deps",
    "--no-build-isolation",
    "--force-reinstall",
    "--prefer-binary",
    "-q",
    "--quiet",
    "-v",
    "--verbose",
    "--disable-pip-version-check",
];

/// `pip`, `pip3`, `pip3.12`.
pub(super) fn is_pip(name: &str) -> bool {
    let version = name.strip_prefix("pip3.");
    name == "pip"
        || name == "pip3"
        || version
            .is_some_and(|minor| !minor.is_empty() && minor.chars().all(|c| c.is_ascii_digit()))
}

/// Refuses all but `install` with known options and packages.
pub(super) fn check(arguments: &[String]) -> Result<()> {
    let Some((action, words)) = arguments.split_first() else {
        return Err(only_install());
    };
    if action != "install" {
        return Err(only_install());
    }
    let mut packages = 0;
    for word in words {
        if OPTIONS.contains(&word.as_str()) {
            continue;
        }
        if word.starts_with('-') {
            return Err(Error::bad_input(format!(
                "`{word}` cannot be used with `pip install` here."
            ))
            .hint(format!(
                "Packages come from the index that pip is configured with; usable are {}.",
                OPTIONS.join(", ")
            )));
        }
        PackageSpec::parse(word)?;
        packages += 1;
    }
    if packages == 0 {
        return Err(Error::bad_input("`pip install` lacks the package.")
            .hint("Write, for example, `pip install 'vllm>=0.10'`."));
    }
    Ok(())
}

fn only_install() -> Error {
    Error::bad_input("Of pip, `install` may be used.")
        .hint("Write, for example, `pip install vllm`.")
}

/// A Python package, with extras and versions where they matter: `vllm[audio]>=0.10,<0.12`.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(try_from = "String")]
#[schemars(with = "String", inline, extend("maxLength" = 200))]
pub(crate) struct PackageSpec(String);

impl PackageSpec {
    /// Reads a name with extras and versions (PEP 508, without URLs and markers).
    pub(crate) fn parse(text: &str) -> Result<Self> {
        if is_spec(text) {
            return Ok(Self(text.to_owned()));
        }
        Err(Error::bad_input(format!("`{text}` is no package with a version."))
            .hint("Write, for example, `vllm`, `vllm[audio]` or `'kernels<0.15'`; no addresses, files or folders."))
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for PackageSpec {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl TryFrom<String> for PackageSpec {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        Self::parse(&text).map_err(|error| super::said(&error))
    }
}

fn is_spec(text: &str) -> bool {
    let plain = |c: char| c.is_ascii_alphanumeric() || "._-".contains(c);
    let (name, rest) = text.split_at(text.find(|c| !plain(c)).unwrap_or(text.len()));
    let ends = |c: char| c.is_ascii_alphanumeric();
    // pip takes a name that ends like an archive for a file in the current directory.
    let archives = [".whl", ".zip", ".gz", ".tgz", ".bz2", ".xz", ".tar", ".egg"];
    let is_archive = archives
        .iter()
        .any(|end| name.to_ascii_lowercase().ends_with(end));
    if !name.starts_with(ends) || !name.ends_with(ends) || is_archive || text.len() > 200 {
        return false;
    }
    let versions = match rest.strip_prefix('[').map(|rest| rest.split_once(']')) {
        None => rest,
        Some(Some((extras, versions))) if extras.chars().all(|c| plain(c) || c == ',') => versions,
        Some(_) => return false,
    };
    versions.is_empty() || versions.split(',').all(is_version)
}

/// An operator and a version (PEP 440).
fn is_version(text: &str) -> bool {
    let operators = ["===", "==", ">=", "<=", "!=", "~=", "<", ">"];
    let version = operators
        .iter()
        .find_map(|operator| text.strip_prefix(operator));
    version.is_some_and(|version| {
        version.starts_with(|c: char| c.is_ascii_alphanumeric())
            && version
                .chars()
                .all(|c| c.is_ascii_alphanumeric() || "._-+!*".contains(c))
    })
}
