//! `cookbook.cached`: the models that a machine has.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use operation::{Context, Effect, Instant, Method, Operation, Result, Text};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::READ;
use crate::cookbook::{Cookbook, lock};
use crate::machine::Machine;
use crate::models::{self, CachedModel};
use crate::servers::Place;
use crate::tasks::row;

/// What was listed less than this ago is told again, unless a download there has ended since.
const GOOD_FOR_MS: i64 = 60_000;

/// Lists the models that a machine has: in Hugging Face caches, at Ollama, and in the directories that are set of the server.
#[derive(Deserialize, JsonSchema)]
struct Cached {
    /// Which machine: a server's name or host; left out, this one.
    #[serde(default)]
    host: Option<Text<255>>,
    /// Looks again, also where it was looked less than a minute ago, or could not be reached.
    #[serde(default)]
    fresh: bool,
}

#[derive(Debug, Clone, Serialize, JsonSchema)]
struct Listed {
    models: Vec<CachedModel>,
    /// `user@machine`, or `local`.
    host: String,
    /// When it was looked.
    seen_at: Instant,
    /// What could not be looked at.
    warnings: Vec<String>,
}

/// What was listed of each machine.
type Lists = Arc<Mutex<HashMap<(Machine, Vec<String>), Listed>>>;

pub(crate) fn operation(cookbook: Cookbook) -> Operation {
    let lists = Lists::default();
    Operation::work("cookbook.cached", Effect::Read, move |cx, input| {
        cached(cookbook.clone(), Arc::clone(&lists), cx, input)
    })
    .scope(READ)
    .instance()
    .route(Method::Get, "/cookbook/cached")
}

async fn cached(cookbook: Cookbook, lists: Lists, cx: Context, input: Cached) -> Result<Listed> {
    let Place {
        target,
        directories,
        ..
    } = Place::named(&cx, input.host, "host").await?;
    let server = target.server_id.clone();
    let remote = target.remote().to_owned();
    let key = (target.machine()?, directories);
    let now: Instant = cx.workspace().now().into();
    let known = lock(&lists).get(&key).cloned();
    if let Some(known) = known.filter(|known| !input.fresh && now.0 - known.seen_at.0 < GOOD_FOR_MS)
    {
        let seen_at = known.seen_at;
        let more = cx.read(move |view| row::downloaded_since(view.conn, &server, seen_at));
        if !more.await? {
            return Ok(known);
        }
    }
    let machines = cookbook.machines(cx.workspace());
    if input.fresh {
        machines.retry_now(&key.0);
    }
    let found = models::cached(machines, &key.0, &key.1).await?;
    let listed = Listed {
        models: found.models,
        host: remote,
        // What comes while it is looked may be missing.
        seen_at: now,
        warnings: found.warnings,
    };
    lock(&lists).insert(key, listed.clone());
    Ok(listed)
}
