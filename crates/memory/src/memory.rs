//! A memory as callers see it.

use operation::Instant;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::row::Row;

/// Something remembered about its owner.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Memory {
    /// Its id. The first 8 characters are enough to name it.
    pub id: String,
    /// What is remembered.
    pub text: String,
    /// fact, contact, task, preference, identity, project or goal.
    pub category: String,
    /// Whether it is always to be kept in mind.
    pub pinned: bool,
    /// Where it comes from, in the words of whoever stored it.
    pub source: String,
    /// Who stored it: `person`, or `token:` and the token's name.
    pub origin: String,
    /// The conversation that it came from.
    pub session_id: Option<String>,
    /// How often a conversation made use of it.
    pub uses: i64,
    /// When it was stored.
    pub created_at: Instant,
    /// When it was last changed.
    pub updated_at: Instant,
}

impl From<Row> for Memory {
    fn from(row: Row) -> Self {
        Self {
            id: row.id,
            text: row.text,
            category: row.category,
            pinned: row.pinned,
            source: row.source,
            origin: row.origin,
            session_id: row.session_id,
            uses: row.uses,
            created_at: row.created_at,
            updated_at: row.updated_at,
        }
    }
}

impl Memory {
    /// The first 8 characters of its id.
    pub(crate) fn short_id(&self) -> &str {
        self.id.get(..8).unwrap_or(&self.id)
    }
}

/// A memory after a change.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct Changed {
    /// The memory as it is now.
    #[serde(flatten)]
    pub memory: Memory,
    /// What was done, in a sentence.
    pub message: String,
    /// How many memories there are now.
    pub count: i64,
    /// Whether it was there already and nothing was added.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub duplicate: bool,
}
