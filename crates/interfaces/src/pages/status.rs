//! Whether the server is up, and who is signed in.

use axum::response::Response;
use operation::{Kind, Result};
use serde_json::json;

use super::json as answer;
use crate::VERSION;
use crate::auth::Credential;
use crate::door::Incoming;
use crate::server::Server;

pub(super) fn health() -> Response {
    answer(&json!({ "status": "ok", "version": VERSION }))
}

pub(super) fn version() -> Response {
    answer(&json!({ "version": VERSION }))
}

pub(super) async fn status(server: &Server, incoming: &Incoming) -> Result<Response> {
    let identity = &server.app.identity;
    let caller = match Credential::of(&incoming.parts.headers) {
        None => None,
        Some(credential) => match credential.admit(identity, incoming.peer).await {
            Ok(caller) => Some(caller),
            Err(error) if error.kind == Kind::Unauthenticated => None,
            Err(error) => return Err(error),
        },
    };
    let user = caller.as_ref().map(|caller| &caller.user);
    Ok(answer(&json!({
        "configured": !identity.setup_needed().await?,
        "authenticated": user.is_some(),
        "username": user.map(|user| &user.name),
        "is_admin": user.is_some_and(|user| user.admin),
        "signup_enabled": false,
    })))
}
