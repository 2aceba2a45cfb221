//! Ids as callers write them: whole, or their beginning.

use diesel::prelude::*;
use operation::{Error, Result};
use serde_json::{Value, json};
use storage::AnyConn;

use crate::tables::todos;

/// Fewer characters of an id name nothing: a slip would hit a stranger.
pub(crate) const SHORTEST: usize = 4;
/// The length of a UUID.
pub(crate) const FULL: usize = 36;
/// So many candidates are shown when several match.
const SHOWN: i64 = 10;

/// No todo of the owner's has that id.
pub(crate) fn unknown(name: &str) -> Error {
    let shown: String = name.chars().filter(|c| !c.is_control()).take(64).collect();
    Error::not_found(format!("Note '{shown}' not found"))
        .hint("Give the whole id, or at least its first 4 characters; list and search show them.")
        .field("id")
}

/// What a caller wrote, if it can be the beginning of an id.
pub(crate) fn prefix(name: &str) -> Option<String> {
    let name = name.trim().to_ascii_lowercase();
    let plain = name.bytes().all(|b| b.is_ascii_hexdigit() || b == b'-');
    (plain && (SHORTEST..=FULL).contains(&name.len())).then_some(name)
}

/// Several of the owner's todos begin like that.
pub(crate) fn several(name: &str, candidates: Vec<Value>) -> Error {
    Error::conflict(format!(
        "Several notes have an id that begins with '{name}'."
    ))
    .hint("Give more characters of the id; the candidates are listed.")
    .with("candidates", candidates)
    .field("id")
}

/// The full id of the one todo of the owner's that has this id, or whose id begins so.
pub(crate) fn resolve(conn: &mut AnyConn, owner: &str, name: &str) -> Result<String> {
    let prefix = prefix(name).ok_or_else(|| unknown(name))?;
    // Ids are hexadecimal digits and hyphens: what begins with the prefix lies before prefix + '~'.
    let mut found: Vec<(String, String)> = todos::table
        .filter(todos::owner.eq(owner))
        .filter(todos::id.ge(&prefix))
        .filter(todos::id.lt(format!("{prefix}~")))
        .order(todos::id)
        .limit(SHOWN)
        .select((todos::id, todos::title))
        .load(conn)?;
    match found.len() {
        0 => Err(unknown(name)),
        1 => Ok(found.remove(0).0),
        _ => {
            let candidates = found
                .into_iter()
                .map(|(id, title)| json!({ "id": id, "title": title }))
                .collect();
            Err(several(&prefix, candidates))
        }
    }
}
