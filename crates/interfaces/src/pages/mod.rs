//! The pages: what is answered without an operation, before anybody can be signed in.

mod first_user;
mod sign_in;
mod status;
mod web;

use axum::body::Body;
use axum::http::HeaderValue;
use axum::response::Response;
use operation::{Error, Result};
use schemars::JsonSchema;
use schemars::generate::SchemaSettings;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use crate::coerce::Shape;
use crate::door::Incoming;
use crate::server::Server;
use crate::{input, mcp, openapi, reply};

const JSON: HeaderValue = HeaderValue::from_static("application/json");

/// What answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Page {
    /// The web app: its files and its views.
    Web,
    /// Whether the server is up, and its version.
    Health,
    /// The version alone, for those who ask for it under its own path.
    Version,
    /// The OpenAPI document.
    OpenApi,
    /// Who is signed in.
    Status,
    /// Signs in.
    SignIn,
    /// Signs out.
    SignOut,
    /// Makes the first account.
    FirstUser,
    /// The Model Context Protocol, whose messages name the operations.
    Mcp,
}

pub(crate) async fn answer(
    page: Page,
    server: &Server,
    incoming: Incoming,
    body: Body,
) -> Result<Response> {
    match page {
        Page::Web => web::web(server, &incoming.parts).await,
        Page::Health => Ok(status::health()),
        Page::Version => Ok(status::version()),
        Page::OpenApi => Ok(reply::body(JSON, server.openapi())),
        Page::Status => status::status(server, &incoming).await,
        Page::SignIn => sign_in::sign_in(server, incoming, body).await,
        Page::SignOut => sign_in::sign_out(server, incoming).await,
        Page::FirstUser => first_user::first_user(server, incoming, body).await,
        Page::Mcp => mcp::answer(server, incoming, body).await,
    }
}

/// The page in the OpenAPI document; `None` for what only browsers look at, and for another protocol.
pub(crate) fn describe(page: Page) -> Option<Value> {
    let (id, summary, body) = match page {
        Page::Web | Page::Mcp => return None,
        Page::Health => (
            "server.health",
            "Tells that the server is up, and its version.",
            None,
        ),
        Page::Version => ("server.version", "Tells the server's version.", None),
        Page::OpenApi => ("server.openapi", "This document.", None),
        Page::Status => ("server.status", "Tells who is signed in.", None),
        Page::SignIn => (
            "server.sign_in",
            "Signs in and sets the session cookie.",
            Some(schema::<sign_in::SignIn>()),
        ),
        Page::SignOut => ("server.sign_out", "Signs out.", None),
        Page::FirstUser => (
            "server.first_user",
            "Makes the first account, with the one-time link's token.",
            Some(schema::<first_user::FirstUser>()),
        ),
    };
    let mut description = json!({
        "operationId": id,
        "tags": ["server"],
        "summary": summary,
        "security": [],
        "responses": openapi::responses(json!({ "application/json": { "schema": { "type": "object" } } })),
    });
    if let Some(schema) = body {
        description["requestBody"] =
            json!({ "required": true, "content": { "application/json": { "schema": schema } } });
    }
    Some(description)
}

fn schema<T: JsonSchema>() -> Value {
    let settings = SchemaSettings::draft2020_12().with(|settings| {
        settings.meta_schema = None;
        settings.inline_subschemas = true;
    });
    settings
        .into_generator()
        .into_root_schema_for::<T>()
        .to_value()
}

/// Pages take names and passwords: 64 KiB.
const LIMIT: usize = 64 << 10;

/// The input of a page.
async fn read<T: DeserializeOwned + JsonSchema>(incoming: &mut Incoming, body: Body) -> Result<T> {
    let shape = Shape::of_schemas([&schema::<T>()], LIMIT);
    let fields = input::fields(&shape, &mut incoming.parts, body).await?;
    serde_json::from_value(Value::Object(fields))
        .map_err(|error| Error::bad_input(format!("{error}.")))
}

fn json(value: &Value) -> Response {
    reply::body(JSON, value.to_string())
}
