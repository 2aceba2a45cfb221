//! How many documents a list gives.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::Error as _;
use serde::{Deserialize, Deserializer};

/// 1 to 1,000, by default 50: each comes with the beginning of its text.
#[derive(Debug, Clone, Copy)]
pub(crate) struct PageSize(i64);

impl PageSize {
    pub(crate) const MAX: i64 = 1000;

    pub(crate) fn rows(self) -> i64 {
        self.0
    }
}

impl Default for PageSize {
    fn default() -> Self {
        Self(50)
    }
}

impl<'de> Deserialize<'de> for PageSize {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let rows = i64::deserialize(deserializer)?;
        if !(1..=Self::MAX).contains(&rows) {
            let message = format!("a number from 1 to {}, not {rows}", Self::MAX);
            return Err(D::Error::custom(message));
        }
        Ok(Self(rows))
    }
}

impl JsonSchema for PageSize {
    fn inline_schema() -> bool {
        true
    }
    fn schema_name() -> Cow<'static, str> {
        "PageSize".into()
    }
    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "integer", "minimum": 1, "maximum": Self::MAX, "default": 50 })
    }
}
