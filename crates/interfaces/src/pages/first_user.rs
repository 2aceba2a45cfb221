//! Making the first account, with the token of the one-time link that the server printed.

use axum::body::Body;
use axum::response::Response;
use identity::Setup;
use operation::Result;
use schemars::JsonSchema;
use serde::Deserialize;

use super::sign_in::{user_agent, welcome};
use crate::door::Incoming;
use crate::network::check_origin;
use crate::server::Server;

/// The first account of this Odysseus, an administrator's.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct FirstUser {
    /// The token in the link that the server printed when it started.
    token: String,
    /// The name to sign in with.
    username: String,
    /// The password.
    password: String,
    /// The IANA time zone in which reminders are read and fire, such as `Asia/Tokyo`; without one it is
    /// this machine's.
    time_zone: Option<String>,
}

pub(super) async fn first_user(
    server: &Server,
    mut incoming: Incoming,
    body: Body,
) -> Result<Response> {
    check_origin(&incoming.parts, &server.app.config, false)?;
    let input: FirstUser = super::read(&mut incoming, body).await?;
    let setup = Setup {
        token: input.token,
        name: input.username,
        password: input.password,
        zone: input.time_zone.filter(|zone| !zone.trim().is_empty()),
        user_agent: user_agent(&incoming),
        peer: incoming.peer.address,
    };
    let signed_in = server.app.identity.setup(setup).await?;
    welcome(server, incoming.peer, signed_in, true)
}
