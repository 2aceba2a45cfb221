//! API tokens: what agents and scripts call with. Every user manages their own; no token reaches these
//! operations.

mod create;
mod expiry;
mod list;
mod profiles;
mod revoke;
mod row;
mod scopes;
mod secret;
mod update;

use operation::Capability;

pub(crate) use row::Token;
pub use row::token_owner;
pub(crate) use secret::is_well_formed;

/// Told to the person whose tokens changed.
pub(crate) const CHANGED: &str = "tokens.changed";

pub(crate) fn capability() -> Capability {
    Capability {
        name: "tokens",
        operations: vec![
            list::operation(),
            profiles::operation(),
            create::operation(),
            update::operation(),
            revoke::operation(),
        ],
        ..Capability::default()
    }
}
