//! The current texts, and what a text may be.

use diesel::prelude::*;
use operation::{Error, Result};
use storage::AnyConn;

use crate::tables::documents_texts as texts;

/// A text has at most so many bytes.
pub(crate) const MAX_BYTES: usize = 10_000_000;
/// JSON may write one byte as six (`\u0001`), and mostly writes it as one.
pub(crate) const INPUT_LIMIT: usize = 32 << 20;

/// Refuses a text that is too large.
pub(crate) fn check(content: &str) -> Result<()> {
    let bytes = content.len();
    if bytes > MAX_BYTES {
        return Err(Error::too_large(format!(
            "A document holds at most {MAX_BYTES} bytes of text, and this has {bytes}."
        ))
        .hint("Split it into several documents.")
        .field("content"));
    }
    Ok(())
}

/// The current text of a document.
pub(crate) fn get(conn: &mut AnyConn, document: i64) -> Result<String> {
    Ok(texts::table
        .find(document)
        .select(texts::content)
        .first(conn)?)
}

/// Stores the first text of a document.
pub(crate) fn insert(conn: &mut AnyConn, document: i64, content: &str) -> Result<()> {
    let row = (texts::document.eq(document), texts::content.eq(content));
    diesel::insert_into(texts::table)
        .values(row)
        .execute(conn)?;
    Ok(())
}

/// Replaces it.
pub(crate) fn replace(conn: &mut AnyConn, document: i64, content: &str) -> Result<()> {
    diesel::update(texts::table.find(document))
        .set(texts::content.eq(content))
        .execute(conn)?;
    Ok(())
}

/// Drops it.
pub(crate) fn remove(conn: &mut AnyConn, document: i64) -> Result<()> {
    diesel::delete(texts::table.find(document)).execute(conn)?;
    Ok(())
}
