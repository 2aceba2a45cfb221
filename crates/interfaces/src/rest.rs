//! Operations under their own routes.

use axum::body::Body;
use axum::http::{HeaderMap, header};
use axum::response::Response;
use operation::{Answer, Call, Caller, Effect, Fields, Operation, Output, Result};
use serde_json::Value;

use crate::auth::{Credential, caller};
use crate::coerce::Shape;
use crate::door::Incoming;
use crate::routes::AGENT;
use crate::server::Server;
use crate::{input, markdown, reply, sse};

/// Runs an operation and gives its output as it is.
pub(crate) async fn answer(
    server: &Server,
    name: &str,
    shape: &Shape,
    incoming: Incoming,
    body: Body,
) -> Result<Response> {
    let (caller, credential) = caller(server, &incoming).await?;
    let agent = incoming.parts.uri.path().starts_with(AGENT);
    let (request, fields) = Request::read(incoming, body, shape, caller, credential).await?;
    let answer = request.dispatch(server, name, fields, agent).await?;
    request.reply(server, answer)
}

/// A request whose input has been taken out.
pub(crate) struct Request {
    incoming: Incoming,
    caller: Caller,
    credential: Credential,
}

impl Request {
    pub(crate) async fn read(
        mut incoming: Incoming,
        body: Body,
        shape: &Shape,
        caller: Caller,
        credential: Credential,
    ) -> Result<(Self, Fields)> {
        let fields = input::fields(shape, &mut incoming.parts, body).await?;
        Ok((
            Self {
                incoming,
                caller,
                credential,
            },
            fields,
        ))
    }

    pub(crate) async fn dispatch(
        &self,
        server: &Server,
        name: &str,
        input: Fields,
        agent: bool,
    ) -> Result<Answer> {
        let key = self.incoming.parts.headers.get("idempotency-key");
        let call = Call {
            operation: name.to_owned(),
            input,
            interface: if agent { "codex" } else { "rest" },
            request_id: self.incoming.request_id.clone(),
            idempotency_key: key.map(|key| String::from_utf8_lossy(key.as_bytes()).into_owned()),
            lenient: agent,
            ..Call::default()
        };
        server
            .app
            .workspace
            .dispatch(self.caller.clone(), call)
            .await
    }

    /// The rendering for reading, where it was asked for and there is one.
    pub(crate) fn readable(
        &self,
        operation: &Operation,
        answer: &Answer,
    ) -> Result<Option<Response>> {
        let Output::Json(json) = &answer.output else {
            return Ok(None);
        };
        if operation.effect != Effect::Read || !wants_markdown(&self.incoming.parts.headers) {
            return Ok(None);
        }
        let value: Value = serde_json::from_slice(json)?;
        let text = operation
            .markdown
            .map_or_else(|| markdown::render(&value), |render| render(&value));
        Ok(Some(reply::markdown(text)))
    }

    /// The output as it is.
    pub(crate) fn reply(self, server: &Server, answer: Answer) -> Result<Response> {
        let operation = server
            .app
            .workspace
            .registry()
            .operation(answer.operation)?;
        if let Some(response) = self.readable(operation, &answer)? {
            return Ok(response);
        }
        Ok(match answer.output {
            Output::Json(json) if answer.warnings.is_empty() => reply::json(json, answer.replayed),
            Output::Json(json) => {
                let json = reply::with_warnings(serde_json::from_slice(&json)?, answer.warnings)?;
                reply::json(json, answer.replayed)
            }
            Output::Download(file) => reply::download(file)?,
            Output::Stream(events) => sse::stream(
                server,
                events,
                self.caller,
                self.credential,
                self.incoming.peer,
            ),
        })
    }
}

/// Whether Markdown is asked for, and before JSON.
fn wants_markdown(headers: &HeaderMap) -> bool {
    let accepted = headers
        .get_all(header::ACCEPT)
        .iter()
        .filter_map(|accept| accept.to_str().ok());
    let types = accepted.flat_map(|accept| accept.split(','));
    types
        .map(|range| range.split(';').next().unwrap_or_default().trim())
        .find(|name| {
            ["text/markdown", "application/json"]
                .iter()
                .any(|known| name.eq_ignore_ascii_case(known))
        })
        .is_some_and(|name| name.eq_ignore_ascii_case("text/markdown"))
}
