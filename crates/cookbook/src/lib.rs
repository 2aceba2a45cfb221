//! The Cookbook: launch, watch, debug and stop model servers, here and over ssh.
//!
//! `command` says what may be launched, `machine` how a machine is asked, `runner` how a program is started there and
//! ended, `watch` what is seen of it. `tasks` keeps what is known of each and decides its state, in one place. `output`
//! reads logs, `diagnosis` says why something failed.
#![forbid(unsafe_code)]

mod command;
mod diagnosis;
mod hardware;
mod machine;
mod models;
mod output;
mod runner;
mod tables;
mod transfers;
mod watch;

pub use command::Command;
use operation::{Capability, Scope};
use storage::{Schema, diesel_migrations, embed_migrations};

/// Allows to see model servers.
pub const READ: Scope = Scope::new("cookbook:read", "See model servers and their logs");
/// Allows to run them.
pub const LAUNCH: Scope = Scope::new("cookbook:launch", "Start and stop programs on your machines");

static SCHEMA: Schema = Schema {
    namespace: "cookbook",
    sqlite: embed_migrations!("migrations/sqlite"),
    postgres: embed_migrations!("migrations/postgres"),
};

/// Model servers.
#[must_use]
pub fn capability() -> Capability {
    Capability {
        name: "cookbook",
        schema: Some(&SCHEMA),
        ..Capability::default()
    }
}
