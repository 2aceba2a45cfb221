//! What comes in: one flat object of named fields, and the types that inputs share.

use std::fmt;

use schemars::JsonSchema;
use serde::de::{DeserializeOwned, Deserializer, Visitor};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{Error, Result};

/// The merged input of a call: path, query and body fields by name.
pub type Fields = serde_json::Map<String, Value>;

/// Reads the fields as `T`; the error names the field and what would be right.
pub(crate) fn parse<T: DeserializeOwned>(fields: Fields) -> Result<T> {
    serde_path_to_error::deserialize(Value::Object(fields)).map_err(|error| {
        let path = error.path().to_string();
        let says = plain(&error.into_inner().to_string());
        let missing = says
            .strip_prefix("missing field `")
            .and_then(|rest| rest.split('`').next());
        match (path.as_str(), missing) {
            (".", Some(name)) => Error::bad_input(format!("`{name}` is missing.")).field(name),
            (".", None) => Error::bad_input(format!("{says}.")),
            (_, Some(name)) => {
                let path = format!("{path}.{name}");
                Error::bad_input(format!("`{path}` is missing.")).field(path)
            }
            (_, None) => Error::bad_input(format!("`{path}`: {says}.")).field(path),
        }
    })
}

/// What Rust calls a type, in the words of those who write JSON.
fn plain(says: &str) -> String {
    const WORDS: &[(&[&str], &str)] = &[
        (
            &[
                "i8", "i16", "i32", "i64", "u8", "u16", "u32", "u64", "usize",
            ],
            "a whole number",
        ),
        (&["f32", "f64"], "a number"),
        (&["a sequence", "sequence"], "a list"),
        (&["a map", "map"], "an object"),
        (&["a boolean"], "true or false"),
        (&["a string"], "text"),
    ];
    let word = |name: &str| {
        let found = WORDS.iter().find(|(names, _)| names.contains(&name));
        let object = name.starts_with("struct ").then_some("an object");
        object
            .or(found.map(|(_, word)| *word))
            .unwrap_or(name)
            .to_owned()
    };
    let Some((found, expected)) = says.rsplit_once(", expected ") else {
        return says.to_owned();
    };
    let found = match found.strip_prefix("invalid type: ") {
        Some(kind) => format!("invalid type: {}", word(kind)),
        None => found.to_owned(),
    };
    format!("{found}, expected {}", word(expected))
}

/// Refuses what no field of any operation can hold: text with a NUL, which databases treat differently.
pub(crate) fn refuse_nul(fields: &Fields) -> Result<()> {
    fn has_nul(value: &Value) -> bool {
        match value {
            Value::String(text) => text.contains('\0'),
            Value::Array(items) => items.iter().any(has_nul),
            Value::Object(fields) => fields
                .iter()
                .any(|(name, value)| name.contains('\0') || has_nul(value)),
            _ => false,
        }
    }
    match fields
        .iter()
        .find(|(name, value)| name.contains('\0') || has_nul(value))
    {
        Some((name, _)) => {
            let name = name.replace('\0', "");
            Err(Error::bad_input(format!(
                "`{name}` contains a NUL character; send text without it."
            ))
            .field(name))
        }
        None => Ok(()),
    }
}

/// Text of at most `MAX` characters.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct Text<const MAX: usize>(pub String);

impl<const MAX: usize> Text<MAX> {
    /// The text without white space around it.
    #[must_use]
    pub fn trimmed(&self) -> &str {
        self.0.trim()
    }
}

impl<const MAX: usize> std::ops::Deref for Text<MAX> {
    type Target = str;
    fn deref(&self) -> &str {
        &self.0
    }
}

impl<'de, const MAX: usize> Deserialize<'de> for Text<MAX> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct TextVisitor<const MAX: usize>;
        impl<const MAX: usize> Visitor<'_> for TextVisitor<MAX> {
            type Value = Text<MAX>;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "text of at most {MAX} characters")
            }
            fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<Text<MAX>, E> {
                self.visit_string(text.to_owned())
            }
            fn visit_string<E: serde::de::Error>(self, text: String) -> Result<Text<MAX>, E> {
                let length = text.chars().count();
                if length > MAX {
                    return Err(E::custom(format!(
                        "at most {MAX} characters, and this has {length}"
                    )));
                }
                Ok(Text(text))
            }
        }
        deserializer.deserialize_string(TextVisitor::<MAX>)
    }
}

impl<const MAX: usize> JsonSchema for Text<MAX> {
    fn inline_schema() -> bool {
        true
    }
    fn schema_name() -> std::borrow::Cow<'static, str> {
        format!("Text{MAX}").into()
    }
    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({ "type": "string", "maxLength": MAX })
    }
}
