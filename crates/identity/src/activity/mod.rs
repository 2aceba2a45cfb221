//! What was done in the person's name.

mod list;

use operation::Capability;

pub(crate) fn capability() -> Capability {
    Capability {
        name: "activity",
        operations: vec![list::operation()],
        ..Capability::default()
    }
}
