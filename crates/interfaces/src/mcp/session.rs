//! Session ids: a name for a client's run of requests, and nothing else.
//!
//! Nothing is kept under them, so none is ever lost, not even when the server starts anew. They tell apart
//! the requests of two clients that hold one token (`notifications/cancelled` names a request by a number
//! that both may use), and are bound to the token that they were made with.

use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use operation::Caller;
use uuid::Uuid;

use super::message::Refusal;

/// Their header (MCP 2025-11-25, Transports, Session Management).
pub(crate) const HEADER: HeaderName = HeaderName::from_static("mcp-session-id");

/// A new session of the caller's.
pub(crate) fn new(caller: &Caller) -> HeaderValue {
    let id = format!("{}.{}", owner(caller), Uuid::new_v4());
    // Ids are UUIDs, which every header takes.
    HeaderValue::from_str(&id).unwrap_or(HeaderValue::from_static("none"))
}

/// The session that the request names.
///
/// # Errors
/// It is not one of this caller's: 404, upon which a client begins anew.
pub(crate) fn of(headers: &HeaderMap, caller: &Caller) -> Result<Option<String>, Refusal> {
    let Some(named) = headers.get(HEADER) else {
        return Ok(None);
    };
    let ours = named.to_str().ok().filter(|id| {
        id.split_once('.')
            .is_some_and(|(token, run)| token == owner(caller) && Uuid::try_parse(run).is_ok())
    });
    match ours {
        Some(id) => Ok(Some(id.to_owned())),
        None => Err(Refusal::invalid(
            "This session is not one of this token's; send `initialize` again.",
        )
        .with_status(StatusCode::NOT_FOUND)),
    }
}

fn owner(caller: &Caller) -> &str {
    caller.token_id().unwrap_or_default()
}
