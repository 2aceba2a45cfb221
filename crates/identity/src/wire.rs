//! What several operations give or take.

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Serialize, Serializer};

/// An instant, on the wire as ISO 8601 in UTC (`2026-11-22T21:00:00Z`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Instant(i64);

impl From<i64> for Instant {
    /// Of milliseconds UTC, as the database has them.
    fn from(milliseconds: i64) -> Self {
        Self(milliseconds)
    }
}

impl std::fmt::Display for Instant {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        Timestamp::from_millisecond(self.0)
            .unwrap_or(Timestamp::UNIX_EPOCH)
            .fmt(f)
    }
}

impl Serialize for Instant {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl JsonSchema for Instant {
    fn inline_schema() -> bool {
        true
    }
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Instant".into()
    }
    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({ "type": "string", "format": "date-time" })
    }
}

/// That it was done, where there is nothing else to tell.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Done {
    /// What happened, in one word.
    status: &'static str,
}

impl Done {
    pub(crate) const DELETED: Self = Self { status: "deleted" };
    pub(crate) const CHANGED: Self = Self { status: "changed" };
}
