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
    name.chars().all(sound)
}

/// The name of a model, which may be that of a file with anything in it, as a preset may be called.
pub(super) fn of_model(name: &str) -> String {
    let plain = |c| if sound(c) { c } else { '_' };
    name.chars().map(plain).collect()
}

fn sound(c: char) -> bool {
    c.is_alphanumeric() || " _.:@-".contains(c)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whatever_a_file_is_called_its_preset_can_be_named() {
        for (file, name) in [
            ("tiny.gguf", "tiny.gguf"),
            ("Qwen3-8B (Q4)+v2.gguf", "Qwen3-8B _Q4__v2.gguf"),
            ("größe~1.gguf", "größe_1.gguf"),
        ] {
            assert_eq!(of_model(file), name);
            assert_eq!(checked(name).ok(), Some(name));
        }
    }
}
