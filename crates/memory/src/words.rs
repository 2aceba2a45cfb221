//! The text of a memory: what it may be, and when two are the same.

use std::fmt::Write as _;

use schemars::JsonSchema;
use serde::de::Error as _;
use serde::{Deserialize, Deserializer};
use sha2::{Digest, Sha256};
use unicode_normalization::UnicodeNormalization;

/// So long may a text be, in characters.
pub(crate) const LONGEST: usize = 5_000;

/// A text to remember: 1 to 5,000 characters, without white space around it, its lines ended by `\n`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Words(String);

impl Words {
    /// Reads what somebody wrote.
    ///
    /// # Errors
    /// What is wrong with it, as the end of a sentence.
    pub(crate) fn parse(text: &str) -> Result<Self, String> {
        let text = text.trim();
        if text.is_empty() {
            return Err("something to remember is needed, and this is blank".to_owned());
        }
        if text.contains('\0') {
            return Err("it contains a NUL character; leave it out".to_owned());
        }
        let text = if text.contains('\r') {
            text.replace("\r\n", "\n").replace('\r', "\n")
        } else {
            text.to_owned()
        };
        let length = text.chars().count();
        if length > LONGEST {
            return Err(format!(
                "at most {LONGEST} characters, and this has {length}; keep longer texts as documents"
            ));
        }
        Ok(Self(text))
    }

    pub(crate) fn into_string(self) -> String {
        self.0
    }
}

impl<'de> Deserialize<'de> for Words {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::parse(&String::deserialize(deserializer)?).map_err(D::Error::custom)
    }
}

impl JsonSchema for Words {
    fn inline_schema() -> bool {
        true
    }
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Words".into()
    }
    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({ "type": "string", "minLength": 1, "maxLength": LONGEST })
    }
}

/// The same for two texts that differ at most in case: upper case first, since only that makes `ß` and
/// `SS` the same (Unicode, section 5.18).
pub(crate) fn key(text: &str) -> String {
    let plain: String = text.trim().nfc().collect();
    let digest = Sha256::digest(plain.to_uppercase().to_lowercase());
    digest.iter().fold(String::new(), |mut hex, byte| {
        // Writing to a string cannot fail.
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}

/// The first characters on one line, as lists and the trash show a text.
pub(crate) fn excerpt(text: &str, most: usize) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    match line.char_indices().nth(most) {
        Some((end, _)) => format!("{}…", line.get(..end).unwrap_or_default()),
        None => line,
    }
}
