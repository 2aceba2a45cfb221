//! Presets: commands that are kept to be launched again by name.

pub(crate) mod change;
pub(crate) mod launch;
pub(crate) mod list;
mod name;
mod needs;
mod note;
mod preset;
pub(crate) mod remove;
pub(crate) mod row;
pub(crate) mod save;

pub(crate) use needs::{Needs, of as needs_of};
pub(crate) use note::note;
pub(crate) use preset::Preset;

use operation::{Result, Tx};

/// Tells pages that presets changed.
fn tell(tx: &mut Tx<'_>) -> Result<()> {
    tx.emit_to_house(
        "cookbook.presets_changed",
        Some(crate::READ),
        serde_json::json!({}),
    )
}
