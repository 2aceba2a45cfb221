//! Backups and health: what keeps an Odysseus well.
#![forbid(unsafe_code)]

use operation::Capability;

/// Backups and health: what keeps an Odysseus well.
#[must_use]
pub fn capabilities() -> Vec<Capability> {
    Vec::new()
}
