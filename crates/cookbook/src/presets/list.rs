//! `cookbook.presets`.

use operation::{Method, Operation, Result, View};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Preset, row};
use crate::{READ, servers};

/// Lists the commands that are kept to be launched again by name. A verified one was seen to reach ready.
#[derive(Deserialize, JsonSchema)]
struct Presets {}

#[derive(Serialize, JsonSchema)]
struct Listed {
    /// By name.
    presets: Vec<Preset>,
    /// The host of the server that is proposed first; empty for this machine.
    default_host: String,
}

pub(crate) fn operation() -> Operation {
    Operation::read("cookbook.presets", presets)
        .scope(READ)
        .instance()
        .route(Method::Get, "/cookbook/presets")
}

fn presets(view: &mut View<'_>, _: Presets) -> Result<Listed> {
    let preferred = servers::all(view.conn)?
        .into_iter()
        .find(|row| row.preferred);
    Ok(Listed {
        presets: row::all(view.conn)?.into_iter().map(Preset::from).collect(),
        default_host: preferred.map(|row| row.host).unwrap_or_default(),
    })
}
