//! A memory as it is stored.

use diesel::prelude::*;
use operation::{Context, Instant};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::category::Category;
use crate::tables::memories;
use crate::words::{self, Words};

/// Where a memory comes from, unless its maker says otherwise.
const USER: &str = "user";

/// A row of the table; also what the trash keeps of a deleted one.
#[derive(Debug, Clone, Serialize, Deserialize, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = memories, primary_key(seq), treat_none_as_null = true)]
pub(crate) struct Row {
    /// Given by the database.
    #[diesel(skip_insertion)]
    pub(crate) seq: i64,
    pub(crate) id: String,
    pub(crate) owner: String,
    pub(crate) text: String,
    pub(crate) text_key: String,
    pub(crate) category: String,
    pub(crate) pinned: bool,
    pub(crate) source: String,
    pub(crate) origin: String,
    pub(crate) session_id: Option<String>,
    pub(crate) uses: i64,
    pub(crate) created_at: Instant,
    pub(crate) updated_at: Instant,
}

impl Row {
    /// A new one of the caller's.
    pub(crate) fn new(cx: &Context, text: Words, category: Category) -> Self {
        let text = text.into_string();
        Self {
            seq: 0,
            id: Uuid::new_v4().to_string(),
            owner: cx.owner().to_owned(),
            text_key: words::key(&text),
            text,
            category: category.name().to_owned(),
            pinned: false,
            source: USER.to_owned(),
            origin: cx.caller().label(),
            session_id: None,
            uses: 0,
            created_at: cx.now().into(),
            updated_at: cx.now().into(),
        }
    }

    /// Gives it another text.
    pub(crate) fn set_text(&mut self, text: Words) {
        self.text = text.into_string();
        self.text_key = words::key(&self.text);
    }

    /// The first 8 characters of its id, as lists show it.
    pub(crate) fn short_id(&self) -> &str {
        self.id.get(..8).unwrap_or(&self.id)
    }
}
