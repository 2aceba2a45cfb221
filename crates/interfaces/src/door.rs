//! The door: what happens to every request before and after its own part.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use axum::extract::{ConnectInfo, Request};
use axum::http::HeaderValue;
use axum::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, HeaderName, REFERRER_POLICY, X_CONTENT_TYPE_OPTIONS,
    X_FRAME_OPTIONS,
};
use axum::http::request::Parts;
use axum::response::Response;
use futures_util::FutureExt;
use operation::Error;
use uuid::Uuid;

use crate::auth::log_fault;
use crate::network::{Peer, check_host};
use crate::packed::packed;
use crate::preference::Coding;
use crate::problem::Problem;
use crate::routes::{AGENT, Endpoint, Target};
use crate::server::Server;
use crate::{codex, mcp, pages, rest};

/// Agents give up after 20 s: they are told before that.
const AGENT_PATIENCE: Duration = Duration::from_secs(15);
/// Everybody else. A stream has begun by then.
const PATIENCE: Duration = Duration::from_secs(60);

const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");
const ALWAYS: [(HeaderName, HeaderValue); 4] = [
    (X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
    (X_FRAME_OPTIONS, HeaderValue::from_static("DENY")),
    (REFERRER_POLICY, HeaderValue::from_static("no-referrer")),
    (
        HeaderName::from_static("permissions-policy"),
        HeaderValue::from_static("camera=(), geolocation=(), microphone=(), payment=(), usb=()"),
    ),
];
const NO_STORE: HeaderValue = HeaderValue::from_static("no-store");
/// Answers of the API are no documents: nothing in them may ever load or run.
const API_POLICY: HeaderValue =
    HeaderValue::from_static("default-src 'none'; frame-ancestors 'none'");
const PAGE_POLICY: HeaderValue = HeaderValue::from_static(
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; font-src 'self'; \
     connect-src 'self'; manifest-src 'self'; worker-src 'self'; frame-src 'none'; form-action 'self'; \
     base-uri 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; \
     trusted-types svelte-trusted-html dompurify odysseus 'allow-duplicates'",
);
/// Pages share no process with those of other sites, and are of no use inside them.
const PAGES_ALONE: [(HeaderName, HeaderValue); 2] = [
    (
        HeaderName::from_static("cross-origin-opener-policy"),
        HeaderValue::from_static("same-origin"),
    ),
    (
        HeaderName::from_static("cross-origin-resource-policy"),
        HeaderValue::from_static("same-origin"),
    ),
];

/// A request on its way through; its body goes beside it.
pub(crate) struct Incoming {
    pub(crate) parts: Parts,
    pub(crate) peer: Peer,
    pub(crate) request_id: String,
}

/// Answers a request.
pub(crate) async fn answer(
    server: Arc<Server>,
    endpoint: Arc<Endpoint>,
    request: Request,
) -> Response {
    let (parts, body) = request.into_parts();
    let socket = parts
        .extensions
        .get::<ConnectInfo<SocketAddr>>()
        .map_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED), |ConnectInfo(address)| {
            address.ip()
        });
    let peer = Peer::of(socket, &parts.headers, &server.app.config);
    let api = parts.uri.path().starts_with("/api/") || parts.uri.path() == mcp::PATH;
    let agent = parts.uri.path().starts_with(AGENT);
    let request_id = Uuid::new_v4().to_string();

    let incoming = Incoming {
        parts,
        peer,
        request_id: request_id.clone(),
    };
    let patience = if agent { AGENT_PATIENCE } else { PATIENCE };
    let work = AssertUnwindSafe(lead(server, endpoint, incoming, body)).catch_unwind();
    let outcome = match tokio::time::timeout(patience, work).await {
        Ok(Ok(outcome)) => outcome,
        Ok(Err(_)) => {
            tracing::error!(request_id, "a request panicked");
            Err(Error::fault("panicked").into())
        }
        Err(_) => Err(Problem::late(patience.as_secs())),
    };
    let mut response = outcome.unwrap_or_else(|problem| problem.respond(&request_id, agent));
    protect(&mut response, api, &request_id);
    response
}

async fn lead(
    server: Arc<Server>,
    endpoint: Arc<Endpoint>,
    incoming: Incoming,
    body: Body,
) -> Result<Response, Problem> {
    check_host(&incoming.parts, &server.app.config).map_err(Problem::host)?;
    let Some(target) = endpoint.target(&incoming.parts.method) else {
        return Err(match endpoint.allow() {
            Some(allow) => Problem::method(allow),
            None => unknown(&server, incoming.parts.uri.path()).into(),
        });
    };
    let takes_gzip = Coding::Gzip.is_taken(&incoming.parts.headers);
    let response = match target {
        Target::Page(page) => {
            let request_id = incoming.request_id.clone();
            let answered = pages::answer(*page, &server, incoming, body).await;
            answered.inspect_err(|error| log_fault(error, &request_id))
        }
        Target::Operation { operation, shape } => {
            rest::answer(&server, operation, shape, incoming, body).await
        }
        Target::Agent { tool, route, shape } => {
            codex::answer(&server, (*tool, *route), shape, incoming, body).await
        }
    }?;
    if takes_gzip {
        return Ok(packed(response).await?);
    }
    Ok(response)
}

/// There is nothing under this path.
pub(crate) fn unknown(server: &Server, path: &str) -> Error {
    let name = path
        .strip_prefix(AGENT)
        .and_then(|rest| rest.split('/').next());
    let tool = name.and_then(|name| {
        let singular = |tool: &&operation::AgentTool| {
            tool.name == name || name.strip_suffix('s') == Some(tool.name)
        };
        server
            .app
            .workspace
            .registry()
            .tools()
            .iter()
            .find(singular)
    });
    match tool {
        Some(tool) if !tool.available => {
            Error::not_found(format!("This Odysseus has no {} yet.", tool.name))
                .hint("/api/codex/capabilities tells what is available.")
        }
        Some(tool) => Error::not_found(format!("{} has no such path.", tool.name))
            .hint("/api/openapi.json lists all paths."),
        None => Error::not_found("There is nothing under this path.")
            .hint("/api/openapi.json lists all paths."),
    }
}

fn protect(response: &mut Response, api: bool, request_id: &str) {
    let kept = !api && !response.status().is_client_error() && !response.status().is_server_error();
    let headers = response.headers_mut();
    for (name, value) in ALWAYS {
        headers.insert(name, value);
    }
    headers.insert(
        CONTENT_SECURITY_POLICY,
        if api { API_POLICY } else { PAGE_POLICY },
    );
    if !api {
        headers.extend(PAGES_ALONE);
    }
    if !kept {
        headers.insert(CACHE_CONTROL, NO_STORE);
    }
    if let Ok(id) = HeaderValue::from_str(request_id) {
        headers.insert(REQUEST_ID, id);
    }
}
