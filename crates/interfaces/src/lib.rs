//! Translations of the operations: REST, OpenAPI, the agent API, MCP, the skill bundles.
//!
//! Every request comes through one door (`door.rs`) and is led by one table (`routes.rs`) to an
//! operation, a route of the agent API, or one of the few pages that are neither. Nothing here decides
//! who may do what: [`operation::Workspace::dispatch`] does.
#![forbid(unsafe_code)]

mod auth;
mod bundle;
mod capabilities;
mod codex;
mod coerce;
mod door;
mod events;
mod file_body;
mod golden;
mod input;
mod json;
mod listen;
mod markdown;
mod mcp;
mod network;
mod openapi;
mod packed;
mod pages;
mod preference;
mod problem;
mod reference;
mod reply;
mod rest;
mod routes;
mod server;
mod sse;
mod web_app;

pub use golden::{routes_txt, scopes_md, tools_json};
pub use listen::serve;
pub use network::Prefix;
pub use openapi::openapi_json;
pub use server::{App, Config, router};
pub use web_app::{WebApp, WebFile};

use operation::Capability;

/// This server's version.
const VERSION: &str = env!("CARGO_PKG_VERSION");

/// What agents may ask about this server, and the live events.
#[must_use]
pub fn capabilities() -> Vec<Capability> {
    vec![
        Capability {
            name: "agent",
            operations: vec![capabilities::operation(), bundle::claude(), bundle::codex()],
            ..Capability::default()
        },
        Capability {
            name: "events",
            operations: vec![events::operation()],
            ..Capability::default()
        },
    ]
}
