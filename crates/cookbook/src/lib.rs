//! The Cookbook: launch, watch, debug and stop model servers, here and over ssh.
//!
//! `command` says what may be launched, `machine` how a machine is asked, `runner` how a program is started there and
//! ended, `watch` what is seen of it. `tasks` keeps what is known of each and decides its state, in one place
//! (`tasks/decide.rs`). `output` reads logs, `diagnosis` says why something failed, `models`, `hardware` and `transfers`
//! what a machine has and fetches. The other files are one operation each.
#![forbid(unsafe_code)]

mod adopt;
mod agent;
mod cached;
mod command;
mod cookbook;
mod diagnosis;
mod endpoints;
mod engines;
mod explain;
mod fetch;
mod follow;
mod hardware;
mod host;
mod hugging_face;
mod import;
mod logs;
mod machine;
mod models;
mod output;
mod presets;
mod runner;
mod serve;
mod servers;
mod stop;
mod tables;
mod tail;
mod tasks;
#[cfg(test)]
mod tests;
mod transfers;
mod watch;

use std::ffi::OsString;
use std::sync::Arc;

pub use command::Command;
pub use import::{Counts, Entry, Older, Outcome, Report};
use operation::{Capability, Fields, Scope, Service};
use serde_json::Value;
use storage::{Schema, diesel_migrations, embed_migrations};

use crate::cookbook::Cookbook;
use crate::machine::Local;

/// Allows to see model servers.
pub const READ: Scope = Scope::new("cookbook:read", "See model servers and their logs");
/// Allows to run them.
pub const LAUNCH: Scope = Scope::new(
    "cookbook:launch",
    "Start and stop programs on your machines",
);

static SCHEMA: Schema = Schema {
    namespace: "cookbook",
    sqlite: embed_migrations!("migrations/sqlite"),
    postgres: embed_migrations!("migrations/postgres"),
};

/// Model servers.
#[must_use]
pub fn capability() -> Capability {
    capability_with(Vec::new())
}

/// The same, with other variables for this machine's shell: where its home is, say.
#[must_use]
pub fn capability_with(variables: Vec<(OsString, OsString)>) -> Capability {
    let cookbook = Cookbook::with_local(Local {
        variables: Arc::new(variables),
    });
    let watched = cookbook.clone();
    Capability {
        name: "cookbook",
        schema: Some(&SCHEMA),
        operations: vec![
            tasks::list::operation(cookbook.clone()),
            tasks::get::operation(cookbook.clone()),
            tail::operation(cookbook.clone()),
            follow::operation(cookbook.clone()),
            serve::operation::operation(cookbook.clone()),
            serve::preflight::operation(cookbook.clone()),
            serve::relaunch::operation(cookbook.clone()),
            stop::operation(cookbook.clone()),
            adopt::operation(cookbook.clone()),
            tasks::remove::remove(),
            tasks::remove::restore(),
            tasks::attempts::operation(),
            endpoints::operation(cookbook.clone()),
            cached::operation(cookbook.clone()),
            presets::list::operation(),
            presets::save::operation(),
            presets::change::operation(),
            presets::launch::operation(cookbook.clone()),
            presets::remove::remove(),
            presets::remove::trash(),
            presets::remove::restore(),
            logs::list::operation(cookbook.clone()),
            logs::show::operation(cookbook.clone()),
            logs::remove::operation(cookbook.clone()),
            engines::operation(cookbook.clone()),
            fetch::download(cookbook.clone()),
            fetch::install(cookbook.clone()),
            host::operation(cookbook.clone()),
            servers::list::operation(),
            servers::save::operation(),
            servers::remove::remove(),
            servers::remove::trash(),
            servers::remove::restore(),
            servers::keys::show(cookbook.clone()),
            servers::keys::accept(cookbook.clone()),
            servers::keys::own(cookbook),
            hugging_face::show(),
            hugging_face::store(),
        ],
        services: vec![Service::new("cookbook", move |workspace| {
            watch::service(watched.clone(), workspace)
        })],
        agent: Some(agent::tool()),
        ..Capability::default()
    }
}

/// What is recorded of a launch: not the keys in it.
pub(crate) fn redact(fields: &mut Fields) {
    if let Some(token) = fields.get_mut("hf_token") {
        *token = Value::from("***");
    }
    if let Some(Value::String(cmd)) = fields.get_mut("cmd") {
        *cmd = command::redacted(cmd);
    }
}
