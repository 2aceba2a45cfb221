//! `cookbook.host`: how a machine is.

use operation::{Context, Effect, Method, Operation, Result, Text};
use schemars::JsonSchema;
use serde::Deserialize;

use crate::READ;
use crate::cookbook::Cookbook;
use crate::hardware::Host;
use crate::servers::Place;

/// Looks at a machine: its GPUs with what runs on them, memory, disks, processors, and the engines that are installed.
///
/// Where it cannot be looked at, `trouble` in the answer says of which kind that is: `unreachable`, `unknown_host_key`,
/// `changed_host_key`, `refused`, `no_shell` or `failed`.
#[derive(Deserialize, JsonSchema)]
struct See {
    /// Which machine: a server's name or host; left out, this one.
    #[serde(default)]
    host: Option<Text<255>>,
    /// Whether to try to reach it at once, also when that has just failed.
    #[serde(default)]
    fresh: bool,
}

pub(crate) fn operation(cookbook: Cookbook) -> Operation {
    Operation::work("cookbook.host", Effect::Read, move |cx, input| {
        see(cookbook.clone(), cx, input)
    })
    .scope(READ)
    .instance()
    .route(Method::Get, "/cookbook/host")
}

async fn see(cookbook: Cookbook, cx: Context, input: See) -> Result<Host> {
    let place = Place::named(&cx, input.host, "host").await?;
    let machine = place.target.machine()?;
    if input.fresh {
        cookbook.machines(cx.workspace()).retry_now(&machine);
    }
    cookbook.host(cx.workspace(), &machine, &place.look()).await
}
