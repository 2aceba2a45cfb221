//! A token for Hugging Face.

use std::fmt;
use std::str::FromStr;

use operation::{Error, Result};
use schemars::JsonSchema;
use serde::Deserialize;

/// A token for Hugging Face; empty where none was given. It is never printed.
#[derive(Clone, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(try_from = "String")]
#[schemars(with = "String", inline, extend("maxLength" = 500))]
pub(crate) struct HfToken(String);

impl HfToken {
    /// Reads a token.
    ///
    /// # Errors
    /// It contains something else than tokens do; the error does not repeat it.
    pub(crate) fn parse(text: &str) -> Result<Self> {
        let text = text.trim();
        let plain = |c: char| c.is_ascii_alphanumeric() || "._~+/=-".contains(c);
        if text.len() <= 500 && text.chars().all(plain) {
            return Ok(Self(text.to_owned()));
        }
        Err(Error::bad_input("A token has at most 500 letters, digits and `. _ ~ + / = -`.")
            .hint("Copy it again from https://huggingface.co/settings/tokens: it begins with `hf_`.")
            .field("hf_token"))
    }

    /// Whether none was given.
    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The secret itself: to seal it, or to give it to a program.
    pub(crate) fn secret(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for HfToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("HfToken(***)")
    }
}

impl FromStr for HfToken {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        Self::parse(text)
    }
}

impl TryFrom<String> for HfToken {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        Self::parse(&text).map_err(|error| super::said(&error))
    }
}
