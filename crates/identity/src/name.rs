//! User names.

use schemars::JsonSchema;
use serde::Deserialize;

/// Names that mean something else in addresses, logs and older clients.
const RESERVED: [&str; 4] = ["internal-tool", "api", "demo", "system"];
const LONGEST: usize = 64;

/// A user's name: trimmed, lower-case, 1 to 64 letters, digits, `.`, `_` or `-`, of which the first is
/// a letter or digit.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub(crate) struct UserName(String);

impl UserName {
    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for UserName {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        let name = text.trim().to_ascii_lowercase();
        let fits = (1..=LONGEST).contains(&name.len())
            && name.starts_with(|c: char| c.is_ascii_alphanumeric())
            && name
                .bytes()
                .all(|c| c.is_ascii_alphanumeric() || b"._-".contains(&c));
        if !fits {
            return Err(format!(
                "a user name is 1 to {LONGEST} of the letters a-z, digits, `.`, `_` and `-`, and begins with a letter or digit"
            ));
        }
        if RESERVED.contains(&name.as_str()) {
            return Err(format!("the name `{name}` is reserved; choose another"));
        }
        Ok(Self(name))
    }
}

impl JsonSchema for UserName {
    fn inline_schema() -> bool {
        true
    }
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "UserName".into()
    }
    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({ "type": "string", "pattern": r"^\s*[A-Za-z0-9][A-Za-z0-9._-]{0,63}\s*$" })
    }
}
