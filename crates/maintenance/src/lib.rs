//! Backups and health: what keeps an Odysseus well.
//!
//! How a backup is made and restored is `storage::backup`'s. This crate decides when, where and how many
//! ([`backups`]), and tells whether all is well ([`health`]): the same checks answer
//! `GET /api/health/details` and `odysseus doctor`.
#![forbid(unsafe_code)]

mod backups;
mod health;
mod tables;

use operation::Capability;
// `embed_migrations!` names the crate it comes from.
use storage::diesel_migrations;

pub use backups::start;
pub use health::{Check, State, Subject, WRONG_KEY, examine};

/// What was set about backups, and how they went.
static SCHEMA: storage::Schema = storage::Schema {
    namespace: "maintenance",
    sqlite: storage::embed_migrations!("migrations/sqlite"),
    postgres: storage::embed_migrations!("migrations/postgres"),
};

/// Backups and health: what keeps an Odysseus well.
#[must_use]
pub fn capabilities() -> Vec<Capability> {
    vec![backups::capability(), health::capability()]
}
