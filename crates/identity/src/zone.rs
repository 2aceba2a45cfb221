//! Time zones as people name them.

use jiff::tz::TimeZone;
use schemars::JsonSchema;
use serde::Deserialize;

/// A zone of the IANA time zone database, by name (`Europe/Rome`); case does not matter.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub(crate) struct Zone(String);

impl Zone {
    /// Its name as the database spells it.
    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }

    /// The machine's own, for users of whom nothing else is known.
    pub(crate) fn of_this_machine() -> Self {
        Self(TimeZone::system().iana_name().unwrap_or("UTC").to_owned())
    }
}

impl TryFrom<String> for Zone {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        TimeZone::get(text.trim())
            .ok()
            .and_then(|zone| zone.iana_name().map(|name| Self(name.to_owned())))
            .ok_or_else(|| {
                "a time zone is a name of the IANA database, such as Europe/Rome, America/New_York or UTC"
                    .to_owned()
            })
    }
}

impl JsonSchema for Zone {
    fn inline_schema() -> bool {
        true
    }
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Zone".into()
    }
    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({ "type": "string", "examples": ["Europe/Rome"] })
    }
}
