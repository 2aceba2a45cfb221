//! The token for Hugging Face.

use operation::{Result, Tx};

use super::file::Older;
use super::report::{Line, in_words};
use crate::command::HfToken;
use crate::hugging_face;

/// Where it is entered.
const ENTER: &str = "Enter it again under Cookbook → Servers.";

/// Takes it over where it can be read: the older program keeps it encrypted with a key of its own.
pub(super) fn take(tx: &mut Tx<'_>, older: &Older) -> Result<Option<Line>> {
    let env = &older.env;
    let text = env.raw("hfToken").trim();
    let hidden = env.flag("hfTokenConfigured") || env.has("hfTokenMasked");
    if text.is_empty() && !hidden {
        return Ok(None);
    }
    let line = Line::new("token", "Hugging Face");
    if hugging_face::is_configured(tx.conn)? {
        return Ok(Some(
            line.here("A token is stored already; it was left as it is."),
        ));
    }
    if !text.starts_with("hf_") {
        let why = if text.is_empty() {
            "Only a part of it is in the file."
        } else {
            "It is encrypted with a key of the older Odysseus, or no token."
        };
        return Ok(Some(line.left_out(why, ENTER)));
    }
    Ok(Some(match text.parse::<HfToken>() {
        Ok(token) => {
            hugging_face::keep(tx, &token)?;
            line
        }
        Err(error) => line.left_out(in_words(&error), ENTER),
    }))
}
