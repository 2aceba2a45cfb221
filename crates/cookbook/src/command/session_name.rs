//! The name of a tmux session.

use std::fmt;

use operation::{Error, Result};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A tmux session's name: 1 to 64 letters, digits, `_` and `-`. It cannot be taken for an option.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(try_from = "String", into = "String")]
#[schemars(with = "String", inline, extend("pattern" = "^[A-Za-z0-9_][A-Za-z0-9_-]{0,63}$"))]
pub(crate) struct SessionName(String);

impl SessionName {
    /// Reads a name.
    ///
    /// # Errors
    /// What names are, for the field `session_id`.
    pub(crate) fn parse(text: &str) -> Result<Self> {
        let plain = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-';
        if (1..=64).contains(&text.len()) && !text.starts_with('-') && text.chars().all(plain) {
            return Ok(Self(text.to_owned()));
        }
        Err(Error::bad_input("Invalid session id: it has 1 to 64 letters, digits, `_` and `-`, such as `serve-1a2b3c4d`.")
            .field("session_id"))
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }

    /// The name of its log in the state directory.
    pub(crate) fn log_name(&self) -> String {
        format!("{}.log", self.0)
    }
}

impl fmt::Display for SessionName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl From<SessionName> for String {
    fn from(name: SessionName) -> Self {
        name.0
    }
}

impl TryFrom<String> for SessionName {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        Self::parse(&text).map_err(|error| super::said(&error))
    }
}
