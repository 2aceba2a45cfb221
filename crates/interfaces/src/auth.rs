//! Who is calling: a token's owner, or the person whose browser holds a session cookie.

use axum::http::request::Parts;
use axum::http::{HeaderMap, Method, header};
use identity::Identity;
use operation::{Caller, Error, Kind, Means, Result};

use crate::door::Incoming;
use crate::network::{Peer, check_origin};
use crate::server::Server;

/// The session cookie's name.
pub(crate) const COOKIE: &str = "odysseus_session";

/// What a caller shows.
#[derive(Debug, Clone)]
pub(crate) enum Credential {
    /// An API token.
    Token(String),
    /// A session cookie.
    Session(String),
}

impl Credential {
    /// What the request shows. A header that begins with exactly `Bearer ody_` is a token, good or bad;
    /// any other Authorization is not for us, and the cookie counts.
    pub(crate) fn of(headers: &HeaderMap) -> Option<Self> {
        let token = headers
            .get(header::AUTHORIZATION)
            .and_then(|value| value.to_str().ok()?.strip_prefix("Bearer "))
            .filter(|secret| secret.starts_with("ody_"));
        token
            .map(|secret| Self::Token(secret.trim_end().to_owned()))
            .or_else(|| session(headers).map(|cookie| Self::Session(cookie.to_owned())))
    }

    /// Whom it stands for.
    pub(crate) async fn admit(&self, identity: &Identity, peer: Peer) -> Result<Caller> {
        match self {
            Self::Token(secret) => identity.token(secret, peer.address).await,
            Self::Session(cookie) => identity.session(cookie).await,
        }
    }
}

/// The value of the session cookie (RFC 6265 §5.4).
pub(crate) fn session(headers: &HeaderMap) -> Option<&str> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(';'))
        .find_map(|pair| pair.trim().strip_prefix(COOKIE)?.strip_prefix('='))
}

/// The caller of a request, with what they showed.
///
/// # Errors
/// [`Kind::Unauthenticated`], or [`Kind::Forbidden`] when another site's page sent it.
pub(crate) async fn caller(server: &Server, incoming: &Incoming) -> Result<(Caller, Credential)> {
    let Some(credential) = Credential::of(&incoming.parts.headers) else {
        return Err(Error::unauthenticated("Nobody is signed in.").hint(
            "Agents send `Authorization: Bearer ody_…` with a token from Settings → Integrations; people sign in.",
        ));
    };
    if matches!(credential, Credential::Session(_)) && changes(&incoming.parts) {
        check_origin(&incoming.parts, &server.app.config, true)?;
    }
    let caller = credential.admit(&server.app.identity, incoming.peer).await;
    let caller = caller.inspect_err(|error| log_fault(error, &incoming.request_id))?;
    Ok((caller, credential))
}

/// The caller of a request that only a token can make: no browser's session counts.
///
/// # Errors
/// [`Kind::Unauthenticated`].
pub(crate) async fn token_caller(server: &Server, incoming: &Incoming) -> Result<Caller> {
    let credential = Credential::of(&incoming.parts.headers);
    let Some(credential @ Credential::Token(_)) = credential else {
        return Err(Error::unauthenticated("An API token is needed here.").hint(
            "Send `Authorization: Bearer ody_…` with a token from Settings → Integrations.",
        ));
    };
    let caller = credential.admit(&server.app.identity, incoming.peer).await;
    caller.inspect_err(|error| log_fault(error, &incoming.request_id))
}

/// Whether the method may change something (RFC 9110 §9.2.1).
fn changes(parts: &Parts) -> bool {
    !matches!(parts.method, Method::GET | Method::HEAD | Method::OPTIONS)
}

/// Faults that do not come out of dispatch, which logs its own.
pub(crate) fn log_fault(error: &Error, request_id: &str) {
    if error.kind == Kind::Fault {
        tracing::error!(request_id, ?error, "a request failed");
    }
}

/// Whether two callers may do the same: a stream outlives the check at its start.
pub(crate) fn same_rights(a: &Caller, b: &Caller) -> bool {
    a.user == b.user
        && match (&*a.means, &*b.means) {
            (Means::Token { grants: a, .. }, Means::Token { grants: b, .. }) => a == b,
            (Means::Person { .. }, Means::Person { .. }) => true,
            _ => false,
        }
}
