//! Documents: a library with versions, search and conflict-free editing.
#![forbid(unsafe_code)]

use operation::Capability;

/// Documents: a library with versions, search and conflict-free editing.
#[must_use]
pub fn capability() -> Capability {
    Capability {
        name: "documents",
        ..Capability::default()
    }
}
