//! What is to be remembered about a person: facts, preferences, contacts.
#![forbid(unsafe_code)]

use operation::Capability;

/// What is to be remembered about a person: facts, preferences, contacts.
#[must_use]
pub fn capability() -> Capability {
    Capability {
        name: "memory",
        ..Capability::default()
    }
}
