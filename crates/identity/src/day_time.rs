//! Times of day as people set them.

use jiff::civil::{Time, time};
use schemars::JsonSchema;
use serde::Deserialize;

/// A time of day to the minute, on the wire and in the database as `09:00`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub(crate) struct DayTime(Time);

impl DayTime {
    /// The time of a user's row.
    pub(crate) fn read(stored: &str) -> Self {
        Self::try_from(stored.to_owned()).unwrap_or_default()
    }

    /// The same as a civil time.
    pub(crate) fn time(self) -> Time {
        self.0
    }
}

impl Default for DayTime {
    fn default() -> Self {
        Self(time(9, 0, 0, 0))
    }
}

impl std::fmt::Display for DayTime {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.strftime("%H:%M").fmt(f)
    }
}

impl TryFrom<String> for DayTime {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, &'static str> {
        Time::strptime("%H:%M", text.trim())
            .map(Self)
            .map_err(|_| "a time of day is written with 24 hours, such as 09:00 or 17:30")
    }
}

impl JsonSchema for DayTime {
    fn inline_schema() -> bool {
        true
    }
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "DayTime".into()
    }
    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({ "type": "string", "examples": ["09:00"] })
    }
}
