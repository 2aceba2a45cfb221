//! Signing in and out with the session cookie.

use axum::body::Body;
use axum::http::HeaderValue;
use axum::http::header::{SET_COOKIE, USER_AGENT};
use axum::response::Response;
use identity::SignedIn;
use operation::{Error, Result};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::json;

use super::json as answer;
use crate::auth::{COOKIE, session};
use crate::door::Incoming;
use crate::network::{Peer, check_origin};
use crate::server::Server;

/// A name and a password, and the code of the second factor where there is one.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct SignIn {
    /// The user's name.
    username: String,
    /// Their password.
    password: String,
    /// Whether the browser keeps the session after it is closed.
    #[serde(default = "yes")]
    remember: bool,
    /// The code that their authenticator shows, or a recovery code.
    totp_code: Option<String>,
}

fn yes() -> bool {
    true
}

pub(super) async fn sign_in(
    server: &Server,
    mut incoming: Incoming,
    body: Body,
) -> Result<Response> {
    check_origin(&incoming.parts, &server.app.config, false)?;
    let input: SignIn = super::read(&mut incoming, body).await?;
    let remember = input.remember;
    let signed_in = server
        .app
        .identity
        .sign_in(identity::SignIn {
            name: input.username,
            password: input.password,
            totp_code: input.totp_code,
            remember,
            user_agent: user_agent(&incoming),
            peer: incoming.peer.address,
        })
        .await?;
    welcome(server, incoming.peer, signed_in, remember)
}

/// What the browser calls itself.
pub(super) fn user_agent(incoming: &Incoming) -> Option<String> {
    let agent = incoming.parts.headers.get(USER_AGENT)?;
    Some(String::from_utf8_lossy(agent.as_bytes()).into_owned())
}

/// The answer to one who signed in, or who has yet to show the second factor.
pub(super) fn welcome(
    server: &Server,
    peer: Peer,
    signed_in: SignedIn,
    remember: bool,
) -> Result<Response> {
    match signed_in {
        SignedIn::In {
            cookie,
            expires,
            user,
        } => {
            let mut response = answer(&json!({ "ok": true, "username": user.name }));
            let seconds =
                remember.then(|| expires.duration_since(server.app.workspace.now()).as_secs());
            set_cookie(&mut response, &cookie, seconds, peer)?;
            Ok(response)
        }
        SignedIn::NeedsCode { name } => Ok(answer(
            &json!({ "ok": false, "requires_totp": true, "username": name }),
        )),
    }
}

pub(super) async fn sign_out(server: &Server, incoming: Incoming) -> Result<Response> {
    let mut response = answer(&json!({ "ok": true }));
    if let Some(cookie) = session(&incoming.parts.headers) {
        check_origin(&incoming.parts, &server.app.config, true)?;
        server.app.identity.sign_out(cookie).await?;
        set_cookie(&mut response, "", Some(0), incoming.peer)?;
    }
    Ok(response)
}

/// Without `seconds` the cookie ends with the browser (RFC 6265 §4.1.2).
fn set_cookie(
    response: &mut Response,
    value: &str,
    seconds: Option<i64>,
    peer: Peer,
) -> Result<()> {
    let mut cookie = format!("{COOKIE}={value}; Path=/; HttpOnly; SameSite=Strict");
    if let Some(seconds) = seconds {
        cookie.push_str(&format!("; Max-Age={}", seconds.max(0)));
    }
    if peer.https {
        cookie.push_str("; Secure");
    }
    response.headers_mut().insert(
        SET_COOKIE,
        HeaderValue::from_str(&cookie).map_err(Error::fault)?,
    );
    Ok(())
}
