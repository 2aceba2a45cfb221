//! The agent API: paths, fields and answers that scripts depend on, as a table onto operations.

use axum::body::Body;
use axum::response::Response;
use operation::{AgentRoute, Caller, Error, Output, Registry, Result};

use crate::auth::caller;
use crate::coerce::Shape;
use crate::door::Incoming;
use crate::reply;
use crate::rest::Request;
use crate::server::Server;

/// Runs the operation that a route of the agent API leads to.
pub(crate) async fn answer(
    server: &Server,
    (tool, route): (usize, usize),
    shape: &Shape,
    incoming: Incoming,
    body: Body,
) -> Result<Response> {
    let (caller, credential) = caller(server, &incoming).await?;
    let registry = server.app.workspace.registry();
    let route = registry
        .tools()
        .get(tool)
        .and_then(|tool| tool.routes.get(route))
        .ok_or_else(|| Error::fault("a route of the agent API has gone"))?;
    reachable(registry, route, &caller)?;

    let (request, mut fields) = Request::read(incoming, body, shape, caller, credential).await?;
    let name = route.choose(&mut fields)?;
    let answer = request.dispatch(server, name, fields, true).await?;
    if let Some(response) = request.readable(registry.operation(name)?, &answer)? {
        return Ok(response);
    }
    let Output::Json(json) = &answer.output else {
        return request.reply(server, answer);
    };
    let value = (route.answer)(name, serde_json::from_slice(json)?);
    let json = reply::with_warnings(value, answer.warnings)?;
    Ok(reply::json(json, answer.replayed))
}

/// Refuses a caller who may call nothing behind the route before their input is looked at, so that they
/// hear of the missing scope and not of a missing field.
fn reachable(registry: &Registry, route: &AgentRoute, caller: &Caller) -> Result<()> {
    let mut refusal = Ok(());
    for name in &route.operations {
        match registry.judge(registry.operation(name)?, caller) {
            Ok(_) => return Ok(()),
            Err(error) => refusal = refusal.and(Err(error)),
        }
    }
    refusal
}
