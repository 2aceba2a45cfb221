//! `cookbook.endpoints`: the model APIs that answer now.

use operation::{Context, Effect, Method, Operation, Result};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::READ;
use crate::cookbook::Cookbook;
use crate::tasks::{self, State, base_url};

/// Lists the OpenAI-compatible APIs of the model servers that answer now. A server that stops, fails or is stopped is not in
/// it any more.
#[derive(Deserialize, JsonSchema)]
struct Endpoints {}

/// An OpenAI-compatible API.
#[derive(Debug, Serialize, JsonSchema)]
struct Endpoint {
    /// Its id.
    id: String,
    /// The model's name.
    name: String,
    /// Where it is, as this machine reaches it, up to `/v1`.
    base_url: String,
    /// The task behind it.
    session_id: String,
    /// The server's name.
    server: String,
    /// The model that it was launched with.
    repo_id: String,
}

#[derive(Serialize, JsonSchema)]
struct Listed {
    endpoints: Vec<Endpoint>,
}

pub(crate) fn operation(cookbook: Cookbook) -> Operation {
    Operation::work("cookbook.endpoints", Effect::Read, move |cx, input| {
        endpoints(cookbook.clone(), cx, input)
    })
    .scope(READ)
    .instance()
    .route(Method::Get, "/cookbook/endpoints")
}

/// The id of a session's endpoint.
pub(crate) fn id(session: &str) -> String {
    let digits = session.strip_prefix("serve-").unwrap_or(session);
    format!("local-{digits}")
}

async fn endpoints(cookbook: Cookbook, cx: Context, _: Endpoints) -> Result<Listed> {
    cookbook.look(&cx).await?;
    let rows = cx.read(|view| tasks::row::live(view.conn)).await?;
    let mut endpoints = Vec::new();
    for row in rows {
        let target = row.target()?;
        if row.state == State::Ready
            && let Some(base_url) = base_url(&row, &target)
        {
            endpoints.push(Endpoint {
                id: id(&row.id),
                name: row.name,
                base_url,
                session_id: row.id,
                server: target.server,
                repo_id: row.repo_id,
            });
        }
    }
    Ok(Listed { endpoints })
}
