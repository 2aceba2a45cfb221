//! The list of what an owner has deleted of one kind.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use storage::trash;

use crate::context::HOUSE;
use crate::{Cursor, Instant, Limit, Result, View};

/// Something deleted.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct Deleted {
    /// Its id, under which it can be restored.
    pub id: String,
    /// What it was known by.
    pub title: String,
    /// When it was deleted.
    pub deleted_at: Instant,
}

/// One page of deleted things.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct Trash {
    /// The latest first.
    pub items: Vec<Deleted>,
    /// Give this as `cursor` to get the next page; absent on the last one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next_cursor: Option<String>,
}

impl Trash {
    /// What the owner has deleted of the capability's `kind`, the latest first.
    ///
    /// # Errors
    /// The cursor is none of ours.
    pub fn list(
        view: &mut View<'_>,
        kind: &str,
        limit: Limit,
        cursor: Option<&Cursor>,
    ) -> Result<Self> {
        let owner = view.owner().to_owned();
        Self::of(view, &owner, kind, limit, cursor)
    }

    /// The same of what belongs to nobody.
    ///
    /// # Errors
    /// The cursor is none of ours.
    pub fn list_of_house(
        view: &mut View<'_>,
        kind: &str,
        limit: Limit,
        cursor: Option<&Cursor>,
    ) -> Result<Self> {
        Self::of(view, HOUSE, kind, limit, cursor)
    }

    fn of(
        view: &mut View<'_>,
        owner: &str,
        kind: &str,
        limit: Limit,
        cursor: Option<&Cursor>,
    ) -> Result<Self> {
        let before: Option<(i64, String)> = cursor.map(Cursor::read).transpose()?;
        let before = before.as_ref().map(|(at, id)| (*at, id.as_str()));
        let mut found = trash::list(view.conn, owner, kind, limit.and_one(), before)?;
        let next_cursor = limit.cut(&mut found, |last| (last.deleted_at, last.id.clone()))?;
        let shown = |entry: trash::Entry| Deleted {
            id: entry.id,
            title: entry.title,
            deleted_at: Instant(entry.deleted_at),
        };
        Ok(Self {
            items: found.into_iter().map(shown).collect(),
            next_cursor,
        })
    }
}
