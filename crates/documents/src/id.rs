//! Documents by the id that a caller wrote.

use diesel::prelude::*;
use operation::{Error, IdPrefix, Result};
use storage::{AnyConn, MultiBackend};

use crate::row::{DELETED, Row};
use crate::tables::documents;

/// No document of the owner's has that id.
pub(crate) fn unknown() -> Error {
    Error::not_found("Document not found")
        .hint("Give the whole id, or at least its first 4 characters; documents.list shows them.")
        .field("id")
}

/// The same of those in the trash.
pub(crate) fn unknown_deleted() -> Error {
    unknown().hint("The trash has no such document; documents.trash lists what can be restored.")
}

/// The owner's document with this id, or whose id begins so; `deleted` ones or the others.
pub(crate) fn find(
    conn: &mut AnyConn,
    owner: &str,
    name: &str,
    deleted: bool,
) -> Result<Option<Row>> {
    let Some(prefix) = IdPrefix::parse(name) else {
        return Ok(None);
    };
    let all = documents::table
        .filter(documents::owner.eq(owner))
        .filter(documents::id.ge(prefix.from()))
        .filter(documents::id.lt(prefix.to()))
        .into_boxed::<MultiBackend>();
    let those = if deleted {
        all.filter(documents::state.eq(DELETED))
    } else {
        all.filter(documents::state.ne(DELETED))
    };
    let found: Vec<Row> = those
        .order(documents::id)
        .limit(IdPrefix::CANDIDATES)
        .select(Row::as_select())
        .load(conn)?;
    let named = found
        .iter()
        .map(|row| (row.id.clone(), row.title.clone()))
        .collect();
    let id = prefix.only("documents", named)?;
    Ok(found.into_iter().find(|row| Some(&row.id) == id.as_ref()))
}
