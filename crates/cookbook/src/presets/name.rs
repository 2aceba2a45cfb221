//! What presets may be called.

use operation::{Error, Result};

/// The name without spaces around it.
///
/// # Errors
/// What names are made of, for the field `name`.
pub(super) fn checked(name: &str) -> Result<&str> {
    let name = name.trim();
    if !name.is_empty() && is_sound(name) {
        return Ok(name);
    }
    Err(
        Error::bad_input("A preset's name is made of letters, digits, spaces and `_ . : @ -`.")
            .field("name"),
    )
}

/// Whether there is nothing else in it.
pub(super) fn is_sound(name: &str) -> bool {
    let sound = |c: char| c.is_alphanumeric() || " _.:@-".contains(c);
    name.chars().all(sound)
}
