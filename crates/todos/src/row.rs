//! A todo as it is stored.

use diesel::prelude::*;
use serde::{Deserialize, Serialize};

use crate::Item;
use crate::tables::todos;
use operation::Result;

/// In the list of what is to be done.
pub(crate) const ACTIVE: &str = "active";
/// Completed, and not archived.
pub(crate) const DONE: &str = "done";
/// Archived, completed or not.
pub(crate) const ARCHIVED: &str = "archived";

/// What a todo is called unless it says so itself.
pub(crate) const NOTE: &str = "note";
/// What one with items is called.
pub(crate) const CHECKLIST: &str = "checklist";

/// A row of the table; also what the trash keeps of a deleted one.
#[derive(Debug, Clone, Serialize, Deserialize, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = todos, primary_key(seq), treat_none_as_null = true)]
pub(crate) struct Row {
    /// Given by the database.
    #[diesel(skip_insertion)]
    pub(crate) seq: i64,
    pub(crate) id: String,
    pub(crate) owner: String,
    pub(crate) title: String,
    pub(crate) content: Option<String>,
    pub(crate) items: String,
    pub(crate) note_type: String,
    pub(crate) color: Option<String>,
    pub(crate) label: Option<String>,
    pub(crate) pinned: bool,
    pub(crate) archived: bool,
    pub(crate) completed_at: Option<i64>,
    pub(crate) state: String,
    pub(crate) due_at: Option<i64>,
    pub(crate) due_kind: Option<String>,
    pub(crate) due_wall: Option<String>,
    pub(crate) due_zone: Option<String>,
    pub(crate) repeat_rule: Option<String>,
    pub(crate) repeat_from: Option<String>,
    pub(crate) repeat_zone: Option<String>,
    pub(crate) fired_for: Option<i64>,
    pub(crate) position: i64,
    pub(crate) source: String,
    pub(crate) session_id: Option<String>,
    pub(crate) image_url: Option<String>,
    pub(crate) created_at: i64,
    pub(crate) updated_at: i64,
}

impl Row {
    /// The list that it belongs to.
    pub(crate) fn list(&self) -> &'static str {
        match (self.archived, self.completed_at) {
            (true, _) => ARCHIVED,
            (false, Some(_)) => DONE,
            (false, None) => ACTIVE,
        }
    }

    /// Its checklist; empty when it has none.
    pub(crate) fn items(&self) -> Result<Vec<Item>> {
        Ok(serde_json::from_str(&self.items)?)
    }

    /// Replaces the checklist.
    pub(crate) fn set_items(&mut self, items: &[Item]) -> Result<()> {
        self.items = serde_json::to_string(items)?;
        Ok(())
    }

    /// The first 8 characters of its id, as lists show it.
    pub(crate) fn short_id(&self) -> &str {
        self.id.get(..8).unwrap_or(&self.id)
    }

    /// Everything that search finds it by, besides the title.
    pub(crate) fn search_text(&self) -> Result<String> {
        let mut text = self.content.clone().unwrap_or_default();
        for item in self.items()? {
            text.push('\n');
            text.push_str(&item.text);
        }
        if let Some(label) = &self.label {
            text.push('\n');
            text.push_str(label);
        }
        Ok(text)
    }
}
