//! Memories by the id that a caller wrote.

use diesel::prelude::*;
use operation::{Error, IdPrefix, Result, shown_id};
use storage::{AnyConn, trash};

use crate::TRASH;
use crate::tables::memories;
use crate::words::excerpt;

/// So much of a text tells candidates apart, in characters.
const SHOWN: usize = 80;

/// No memory of the owner's has that id.
pub(crate) fn unknown(name: &str) -> Error {
    Error::not_found("Memory item ID not found")
        .hint(format!(
            "Nothing of yours has the id '{}'. Give the whole id, or at least its first 4 characters; list and search show them.",
            shown_id(name)
        ))
        .field("id")
}

/// The full id of the one memory of the owner's that has this id, or whose id begins so.
pub(crate) fn resolve(conn: &mut AnyConn, owner: &str, name: &str) -> Result<String> {
    let prefix = IdPrefix::parse(name).ok_or_else(|| unknown(name))?;
    let found: Vec<(String, String)> = memories::table
        .filter(memories::owner.eq(owner))
        .filter(memories::id.ge(prefix.from()))
        .filter(memories::id.lt(prefix.to()))
        .order(memories::id)
        .limit(IdPrefix::CANDIDATES)
        .select((memories::id, memories::text))
        .load(conn)?;
    let found = found
        .into_iter()
        .map(|(id, text)| (id, excerpt(&text, SHOWN)))
        .collect();
    prefix.only("memories", found)?.ok_or_else(|| unknown(name))
}

/// The same among deleted ones.
pub(crate) fn resolve_deleted(conn: &mut AnyConn, owner: &str, name: &str) -> Result<String> {
    let none = || {
        unknown(name)
            .hint("The trash has no such memory; `memory.trash` lists what can be restored.")
    };
    let prefix = IdPrefix::parse(name).ok_or_else(none)?;
    let (from, to) = (prefix.from(), prefix.to());
    let found = trash::range(conn, owner, TRASH, from, &to, IdPrefix::CANDIDATES)?;
    let found = found
        .into_iter()
        .map(|entry| (entry.id, entry.title))
        .collect();
    prefix.only("memories", found)?.ok_or_else(none)
}
