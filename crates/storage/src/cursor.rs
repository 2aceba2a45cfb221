//! Opaque cursors for keyset paging: where a page ended, as text that a client hands back.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::Fault;

/// The text is not a cursor of this list. The message is fit for a 400.
#[derive(Debug, thiserror::Error)]
#[error(
    "the cursor is not one that this list gave: pass `next_cursor` of the page before, unchanged, or leave it out for the first page"
)]
pub struct BadCursor;

/// Encodes the keys of the last row of a page, e.g. `&(position, id)`.
///
/// # Errors
/// A [`Fault`] if the keys are not serialisable; tuples of numbers and text always are.
pub fn encode<T: Serialize>(keys: &T) -> Result<String, Fault> {
    let json = serde_json::to_vec(keys)
        .map_err(|error| diesel::result::Error::SerializationError(Box::new(error)))?;
    Ok(URL_SAFE_NO_PAD.encode(json))
}

/// Reads what [`encode`] made of the same type.
///
/// # Errors
/// [`BadCursor`].
pub fn decode<T: DeserializeOwned>(text: &str) -> Result<T, BadCursor> {
    let json = URL_SAFE_NO_PAD.decode(text).map_err(|_| BadCursor)?;
    serde_json::from_slice(&json).map_err(|_| BadCursor)
}
