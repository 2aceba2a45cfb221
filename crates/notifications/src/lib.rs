//! The feed of notifications, and the channels through which they leave the house.
//!
//! Other capabilities never call this one: they emit an event in the transaction in which something
//! happened (`reminder.due`, `approval.asked`, or the general `notification.raise`; see `hear`), and
//! what is written here stands or falls with it. [`notification`] puts it into the owner's feed and a
//! delivery for each of their channels beside it; [`delivery`] carries those out, with retries.
//! Another way out of the house is one file in [`channel`].
#![forbid(unsafe_code)]

mod channel;
mod delivery;
mod hear;
mod list;
mod notification;
mod read;
mod read_all;
mod tables;

use operation::{Capability, Scope};
// `embed_migrations!` names the crate it comes from.
use storage::diesel_migrations;

const READ: Scope = Scope::new("notifications:read", "See your notifications");
const WRITE: Scope = Scope::new("notifications:write", "Mark your notifications as read");

/// The feed, the channels, and what was delivered.
static SCHEMA: storage::Schema = storage::Schema {
    namespace: "notifications",
    sqlite: storage::embed_migrations!("migrations/sqlite"),
    postgres: storage::embed_migrations!("migrations/postgres"),
};

/// Notifications: their feed, and their channels to the outside.
#[must_use]
pub fn capability() -> Capability {
    let client = net::Client::new();
    Capability {
        name: "notifications",
        schema: Some(&SCHEMA),
        operations: vec![
            list::operation(),
            read::operation(),
            read_all::operation(),
            channel::list::operation(),
            channel::add::operation(),
            channel::update::operation(),
            channel::remove::operation(),
            channel::test::operation(client.clone()),
            delivery::list::operation(),
        ],
        jobs: vec![delivery::run::job(client)],
        subscribers: hear::subscribers(),
        ..Capability::default()
    }
}
