//! Pages of a list: how many rows, where the page before ended, and whether more follow.
//!
//! A list asks the database for [`Limit::and_one`] rows after the cursor, and has [`Limit::cut`] take the
//! one too many away and say where the page ends.

use schemars::JsonSchema;
use serde::de::{DeserializeOwned, Deserializer, Error as _};
use serde::{Deserialize, Serialize};
use storage::cursor;

use crate::{Error, Result, Text};

/// How many rows a list gives: 1 to 1,000, by default 200.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limit(u16);

impl Limit {
    const MAX: u16 = 1000;

    /// The number of rows.
    #[must_use]
    pub fn rows(self) -> i64 {
        i64::from(self.0)
    }

    /// One more: it tells that there are more.
    #[must_use]
    pub fn and_one(self) -> i64 {
        self.rows() + 1
    }

    /// Takes away the row beyond the page, if there is one, and then gives the cursor of the next page:
    /// `end` says where this one ends.
    ///
    /// # Errors
    /// Faults alone.
    pub fn cut<T, K: Serialize>(
        self,
        rows: &mut Vec<T>,
        end: impl FnOnce(&T) -> K,
    ) -> Result<Option<String>> {
        let page = usize::from(self.0);
        let more = rows.len() > page;
        rows.truncate(page);
        let last = rows.last().filter(|_| more);
        Ok(last.map(|last| cursor::encode(&end(last))).transpose()?)
    }
}

impl Default for Limit {
    fn default() -> Self {
        Self(200)
    }
}

impl<'de> Deserialize<'de> for Limit {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let rows = i64::deserialize(deserializer)?;
        match u16::try_from(rows) {
            Ok(rows @ 1..=Self::MAX) => Ok(Self(rows)),
            _ => Err(D::Error::custom(format!(
                "a number from 1 to {}, not {rows}",
                Self::MAX
            ))),
        }
    }
}

impl JsonSchema for Limit {
    fn inline_schema() -> bool {
        true
    }
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Limit".into()
    }
    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({ "type": "integer", "minimum": 1, "maximum": Self::MAX, "default": 200 })
    }
}

/// One page of a list.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct Page<T> {
    /// The rows, in the list's order.
    pub items: Vec<T>,
    /// How many rows there are in all, on every page.
    pub total: i64,
    /// Give this as `cursor` to get the next page; absent on the last one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_cursor: Option<String>,
}

/// Where a page ended: `next_cursor` of the page before, unchanged.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(transparent)]
#[schemars(inline)]
pub struct Cursor(Text<200>);

impl Cursor {
    /// What [`Limit::cut`] was given for that page.
    ///
    /// # Errors
    /// [`Kind::BadInput`](crate::Kind::BadInput): it is none of ours.
    pub fn read<T: DeserializeOwned>(&self) -> Result<T> {
        cursor::decode(&self.0)
            .map_err(|error| Error::bad_input(format!("`cursor`: {error}.")).field("cursor"))
    }
}
