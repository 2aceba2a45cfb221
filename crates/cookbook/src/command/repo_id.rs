//! What a model is called.

use std::fmt;
use std::str::FromStr;

use operation::{Error, Result};
use schemars::JsonSchema;
use serde::Deserialize;

use super::PackageSpec;
use super::program::base;

/// A model as its owner calls it: `org/name`, a name, an Ollama tag, an absolute path or one from `~/`; or, for an
/// install, a Python package.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(try_from = "String")]
#[schemars(with = "String", inline, extend("minLength" = 1, "maxLength" = 1024))]
pub(crate) struct RepoId(String);

impl RepoId {
    /// Reads a model's name.
    ///
    /// # Errors
    /// What names are, for the field `repo_id`.
    pub(crate) fn parse(text: &str) -> Result<Self> {
        let text = text.trim();
        if is_path(text) || is_name(text) || PackageSpec::parse(text).is_ok() {
            return Ok(Self(text.to_owned()));
        }
        Err(Error::bad_input("The model's name cannot be used.")
            .hint(
                "Write `org/name` as on Hugging Face, an Ollama tag such as `qwen3:8b`, or an absolute path on the machine.",
            )
            .field("repo_id"))
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }

    /// The organisation and the name, where it is a repository of Hugging Face.
    pub(crate) fn repository(&self) -> Option<(&str, &str)> {
        let (organisation, name) = self.0.split_once('/').filter(|_| !is_path(&self.0))?;
        (!name.contains(['/', ':']) && !organisation.contains(':')).then_some((organisation, name))
    }

    /// The last part, by which it is shown.
    pub(crate) fn name(&self) -> &str {
        base(self.0.trim_end_matches('/'))
    }
}

fn is_path(text: &str) -> bool {
    let starts = text.starts_with('/') || text.starts_with("~/");
    starts && text.len() <= 1024 && !text.chars().any(char::is_control)
}

/// The rule for names of every hub: 1 to 201 letters, digits, `.`, `_`, `:`, `/`, `-`, and no way upwards.
fn is_name(text: &str) -> bool {
    let part = |part: &str| !part.is_empty() && part != "." && part != "..";
    (1..=201).contains(&text.len())
        && text.starts_with(|c: char| c.is_ascii_alphanumeric())
        && text
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || "._:/-".contains(c))
        && text.split('/').all(part)
}

impl fmt::Display for RepoId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for RepoId {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        Self::parse(text)
    }
}

impl TryFrom<String> for RepoId {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        Self::parse(&text).map_err(|error| super::said(&error))
    }
}
