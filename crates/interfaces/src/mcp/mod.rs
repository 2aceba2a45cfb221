//! The Model Context Protocol at `/mcp`: the operations as tools, and what can be opened as resources.
//!
//! The official SDK speaks the protocol, statelessly; `message.rs` reads what comes in before it does, so
//! that every mistake has its JSON-RPC code. Nothing is decided here: the registry says what a caller is
//! shown, and dispatch does it. See `docs/decisions/0006-mcp.md`.

mod asked;
mod call;
mod handler;
mod list;
mod message;
mod meta;
mod resources;
mod result;
mod running;
mod schema;
mod session;

use axum::body::Body;
use axum::http::header::{AUTHORIZATION, CONTENT_TYPE, COOKIE};
use axum::http::{HeaderValue, Request, StatusCode};
use axum::response::Response;
use futures_util::StreamExt;
use http_body_util::BodyExt;
use operation::{Result, Workspace};
use rmcp::transport::streamable_http_server::session::never::NeverSessionManager;
use rmcp::transport::streamable_http_server::{StreamableHttpServerConfig, StreamableHttpService};
use tokio::sync::watch;

pub(crate) use list::tools;

use crate::auth;
use crate::door::Incoming;
use crate::input;
use crate::network::check_origin;
use crate::server::Server;

use asked::Asked;
use handler::Handler;
use message::{Message, Refusal};
use running::Running;

/// Where it lies.
pub(crate) const PATH: &str = "/mcp";

/// This interface's name in the audit log.
const INTERFACE: &str = "mcp";

/// What a message may have around the input of an operation: 64 KiB.
const AROUND: usize = 64 << 10;

const EVENTS: HeaderValue = HeaderValue::from_static("text/event-stream");

/// What the requests to `/mcp` share. It remembers nothing of a client between two of them.
pub(crate) struct Mcp {
    service: StreamableHttpService<Handler, NeverSessionManager>,
    running: Running,
    limit: usize,
}

impl Mcp {
    pub(crate) fn new(workspace: &Workspace, closing: watch::Receiver<bool>) -> Self {
        let operations = workspace.registry().operations();
        let limits = operations.map(|operation| operation.input_limit);
        let limit = limits.max().unwrap_or_default().saturating_add(AROUND);
        let handler = Handler::new(workspace.clone(), closing);
        let config = StreamableHttpServerConfig::default()
            // The door has looked at both, and at more than one name may be ours.
            .disable_allowed_hosts()
            .disable_allowed_origins()
            .with_legacy_session_mode(false)
            .with_json_response(true)
            .with_max_request_body_bytes(limit);
        Self {
            service: StreamableHttpService::new(
                move || Ok(handler.clone()),
                NeverSessionManager::default().into(),
                config,
            ),
            running: Running::default(),
            limit,
        }
    }
}

/// Answers one message.
///
/// # Errors
/// What is wrong with the request around the message: who sends it, from where, and how large it is.
pub(crate) async fn answer(server: &Server, incoming: Incoming, body: Body) -> Result<Response> {
    check_origin(&incoming.parts, &server.app.config, false)?;
    let caller = auth::token_caller(server, &incoming).await?;
    let mcp = &server.mcp;
    let body = input::read(&incoming.parts, body, mcp.limit).await?;
    let message = match Message::read(&body) {
        Ok(message) => message,
        Err(refusal) => return Ok(refusal.respond()),
    };
    let session = match session::of(&incoming.parts.headers, &caller) {
        Ok(session) => session,
        Err(gone) => return Ok(gone.for_request(message.id).respond()),
    };
    if let (Some(session), Some(request)) = (&session, &message.cancels) {
        mcp.running.cancel(session, request);
    }
    let place = match (&session, &message.id) {
        (Some(session), Some(id)) => Some(mcp.running.enter(session, id)),
        _ => None,
    };

    let Incoming {
        mut parts,
        request_id,
        ..
    } = incoming;
    let new_session = message.initializes.then(|| session::new(&caller));
    parts.extensions.insert(Asked {
        caller,
        request_id: request_id.clone(),
        length: body.len(),
    });
    // The SDK may log what it is given.
    parts.headers.remove(AUTHORIZATION);
    parts.headers.remove(COOKIE);
    let handled = mcp
        .service
        .handle(Request::from_parts(parts, Body::from(body)));
    let response = match &place {
        None => handled.await,
        // Dropping what is under way tells the handler that nobody waits.
        Some(place) => tokio::select! {
            response = handled => response,
            () = place.cancelled() => return Ok(nothing()),
        },
    };
    let mut response = tidy(response.map(Body::new), message.id, &request_id).await;
    if let (Some(session), StatusCode::OK) = (new_session, response.status()) {
        response.headers_mut().insert(session::HEADER, session);
    }
    Ok(match place {
        Some(place) if is_stream(&response) => response.map(|body| {
            let cancelled = async move { place.cancelled().await };
            Body::from_stream(body.into_data_stream().take_until(Box::pin(cancelled)))
        }),
        _ => response,
    })
}

fn is_stream(response: &Response) -> bool {
    response.headers().get(CONTENT_TYPE) == Some(&EVENTS)
}

/// The answer to a request that was cancelled: none.
fn nothing() -> Response {
    crate::reply::body(EVENTS, Body::empty())
}

/// The SDK refuses some requests in plain text: here they become what clients of JSON-RPC read.
async fn tidy(response: Response, id: Option<message::Id>, request_id: &str) -> Response {
    let status = response.status();
    let json = response
        .headers()
        .get(CONTENT_TYPE)
        .is_some_and(|kind| kind.as_bytes().starts_with(b"application/json"));
    if json || status.is_success() {
        return response;
    }
    let said = match response.into_body().collect().await {
        Ok(body) => String::from_utf8_lossy(&body.to_bytes()).into_owned(),
        Err(error) => error.to_string(),
    };
    let refusal = if status.is_server_error() {
        tracing::error!(request_id, said, "the MCP service failed");
        Refusal::fault(request_id)
    } else {
        Refusal::invalid(said)
    };
    refusal.for_request(id).with_status(status).respond()
}
