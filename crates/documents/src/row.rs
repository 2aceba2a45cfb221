//! A document as it is stored, apart from its text.

use diesel::prelude::*;
use operation::Instant;

use crate::tables::documents;

/// In the library.
pub(crate) const ACTIVE: &str = "active";
/// Put away.
pub(crate) const ARCHIVED: &str = "archived";
/// In the trash.
pub(crate) const DELETED: &str = "deleted";

/// So much of the text is kept for lists, in characters.
const PREVIEW: usize = 500;

/// A row of the table.
#[derive(
    Debug, Clone, Queryable, QueryableByName, Selectable, Insertable, AsChangeset, PartialEq, Eq,
)]
#[diesel(table_name = documents, primary_key(seq), treat_none_as_null = true)]
pub(crate) struct Row {
    /// Given by the database.
    #[diesel(skip_insertion)]
    pub(crate) seq: i64,
    pub(crate) id: String,
    pub(crate) owner: String,
    pub(crate) session_id: Option<String>,
    pub(crate) title: String,
    pub(crate) language: String,
    pub(crate) state: String,
    pub(crate) archived: bool,
    pub(crate) version: i64,
    pub(crate) versions: i64,
    pub(crate) bytes: i64,
    pub(crate) preview: String,
    pub(crate) created_at: Instant,
    pub(crate) updated_at: Instant,
    pub(crate) deleted_at: Option<Instant>,
}

impl Row {
    /// The list that it belongs to.
    pub(crate) fn list(&self) -> &'static str {
        match (self.deleted_at, self.archived) {
            (Some(_), _) => DELETED,
            (None, true) => ARCHIVED,
            (None, false) => ACTIVE,
        }
    }

    /// Notes what is kept here of a new text.
    pub(crate) fn describe(&mut self, text: &str) {
        self.bytes = length(text);
        self.preview = text.chars().take(PREVIEW).collect();
    }
}

/// The size of a text in bytes.
pub(crate) fn length(text: &str) -> i64 {
    i64::try_from(text.len()).unwrap_or(i64::MAX)
}
