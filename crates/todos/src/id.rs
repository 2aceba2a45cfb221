//! Todos by the id that a caller wrote.

use diesel::prelude::*;
use operation::{Error, IdPrefix, Result, shown_id};
use storage::{AnyConn, trash};

use crate::TRASH;
use crate::tables::todos;

/// No todo of the owner's has that id.
pub(crate) fn unknown(name: &str) -> Error {
    Error::not_found(format!("Note '{}' not found", shown_id(name)))
        .hint("Give the whole id, or at least its first 4 characters; list and search show them.")
        .field("id")
}

/// The full id of the one todo of the owner's that has this id, or whose id begins so.
pub(crate) fn resolve(conn: &mut AnyConn, owner: &str, name: &str) -> Result<String> {
    let prefix = IdPrefix::parse(name).ok_or_else(|| unknown(name))?;
    let found = todos::table
        .filter(todos::owner.eq(owner))
        .filter(todos::id.ge(prefix.from()))
        .filter(todos::id.lt(prefix.to()))
        .order(todos::id)
        .limit(IdPrefix::CANDIDATES)
        .select((todos::id, todos::title))
        .load(conn)?;
    prefix.only("notes", found)?.ok_or_else(|| unknown(name))
}

/// The same among deleted ones.
pub(crate) fn resolve_deleted(conn: &mut AnyConn, owner: &str, name: &str) -> Result<String> {
    let none = || {
        unknown(name).hint("The trash has no such todo; `todos.trash` lists what can be restored.")
    };
    let prefix = IdPrefix::parse(name).ok_or_else(none)?;
    let (from, to) = (prefix.from(), prefix.to());
    let found = trash::range(conn, owner, TRASH, from, &to, IdPrefix::CANDIDATES)?;
    let found = found
        .into_iter()
        .map(|entry| (entry.id, entry.title))
        .collect();
    prefix.only("notes", found)?.ok_or_else(none)
}
