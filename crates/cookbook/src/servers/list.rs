//! `cookbook.servers`.

use operation::{Method, Operation, Result, View};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Server;
use crate::READ;

/// Lists the machines on which model servers run: this one, and those that were added.
#[derive(Deserialize, JsonSchema)]
struct Servers {}

#[derive(Serialize, JsonSchema)]
struct Listed {
    /// This machine first, then by name.
    servers: Vec<Server>,
}

pub(crate) fn operation() -> Operation {
    Operation::read("cookbook.servers", servers)
        .scope(READ)
        .instance()
        .route(Method::Get, "/cookbook/servers")
}

fn servers(view: &mut View<'_>, _: Servers) -> Result<Listed> {
    let rows = super::all(view.conn)?;
    let servers = rows
        .into_iter()
        .map(Server::try_from)
        .collect::<Result<_>>()?;
    Ok(Listed { servers })
}
