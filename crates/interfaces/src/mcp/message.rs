//! A JSON-RPC message as far as it must be known before the SDK reads it, and the refusal of what is none
//! (JSON-RPC 2.0 §4 and §5.1; MCP, Base Protocol, Messages).

use axum::http::{HeaderValue, StatusCode};
use axum::response::Response;
use rmcp::model::{ErrorCode, RequestId};
use serde_json::{Map, Value, json};

use crate::{json as strict, reply};

/// A request's id.
pub(crate) type Id = RequestId;

const JSON: HeaderValue = HeaderValue::from_static("application/json");

/// What is known of a message.
#[derive(Debug)]
pub(crate) struct Message {
    /// The id, where it is a request.
    pub(crate) id: Option<Id>,
    /// Whether it begins a session.
    pub(crate) initializes: bool,
    /// The request that it cancels.
    pub(crate) cancels: Option<Id>,
}

impl Message {
    /// Reads the body of a request.
    ///
    /// # Errors
    /// It is no JSON (-32700), no message (-32600), or its parameters are no object (-32602).
    pub(crate) fn read(body: &[u8]) -> Result<Self, Refusal> {
        let fields = match strict::value(body) {
            Ok(Value::Object(fields)) => fields,
            Ok(Value::Array(_)) => {
                return Err(Refusal::invalid(
                    "Batches are not taken; send each message by itself.",
                ));
            }
            Ok(_) => return Err(Refusal::invalid("A message is a JSON object.")),
            Err(error) => {
                return Err(Refusal::new(
                    ErrorCode::PARSE_ERROR,
                    format!("The body is not valid JSON: {error}."),
                ));
            }
        };
        let id = id(&fields)?;
        Self::check(&fields, id.clone()).map_err(|refusal| refusal.for_request(id))
    }

    fn check(fields: &Map<String, Value>, id: Option<Id>) -> Result<Self, Refusal> {
        if fields.get("jsonrpc").and_then(Value::as_str) != Some("2.0") {
            return Err(Refusal::invalid("`jsonrpc` must be \"2.0\"."));
        }
        let outcome = fields.contains_key("result") || fields.contains_key("error");
        let method = match fields.get("method") {
            Some(Value::String(method)) if !outcome => method.as_str(),
            None if outcome => {
                return Err(Refusal::invalid(
                    "Odysseus asks clients nothing; it takes no answers.",
                ));
            }
            _ => {
                return Err(Refusal::invalid(
                    "`method` is missing; it names what is asked for, such as \"tools/list\".",
                ));
            }
        };
        let params = match fields.get("params") {
            None => None,
            Some(Value::Object(params)) => Some(params),
            Some(_) => {
                return Err(Refusal::new(
                    ErrorCode::INVALID_PARAMS,
                    "`params` must be an object.",
                ));
            }
        };
        // The SDK takes one of another type for none, and would begin anew.
        let cursor = params.and_then(|params| params.get("cursor"));
        if cursor.is_some_and(|cursor| !cursor.is_string() && !cursor.is_null()) {
            return Err(Refusal::new(
                ErrorCode::INVALID_PARAMS,
                "`cursor` must be text that an earlier answer gave.",
            ));
        }
        let cancels = match method {
            "notifications/cancelled" if id.is_none() => params
                .and_then(|params| params.get("requestId"))
                .and_then(|id| as_id(id).ok()),
            _ => None,
        };
        Ok(Self {
            initializes: method == "initialize" && id.is_some(),
            id,
            cancels,
        })
    }
}

fn id(fields: &Map<String, Value>) -> Result<Option<Id>, Refusal> {
    fields.get("id").map(as_id).transpose()
}

fn as_id(id: &Value) -> Result<Id, Refusal> {
    match id {
        Value::String(text) => Some(Id::String(text.as_str().into())),
        Value::Number(number) => number.as_i64().map(Id::Number),
        _ => None,
    }
    .ok_or_else(|| Refusal::invalid("`id` must be text or a whole number."))
}

/// A message that is refused before anybody acts on it.
#[derive(Debug)]
pub(crate) struct Refusal {
    code: ErrorCode,
    message: String,
    id: Option<Id>,
    status: StatusCode,
}

impl Refusal {
    fn new(code: ErrorCode, message: impl Into<String>) -> Self {
        Self {
            code,
            message: message.into(),
            id: None,
            status: StatusCode::BAD_REQUEST,
        }
    }

    /// No valid request (-32600).
    pub(crate) fn invalid(message: impl Into<String>) -> Self {
        Self::new(ErrorCode::INVALID_REQUEST, message)
    }

    /// A fault of ours (-32603), logged under that id.
    pub(crate) fn fault(request_id: &str) -> Self {
        let message = format!("Odysseus failed at this (request {request_id}).");
        Self::new(ErrorCode::INTERNAL_ERROR, message)
    }

    /// Says which request it answers.
    pub(crate) fn for_request(self, id: Option<Id>) -> Self {
        Self { id, ..self }
    }

    /// With an HTTP status other than 400.
    pub(crate) fn with_status(self, status: StatusCode) -> Self {
        Self { status, ..self }
    }

    /// The answer. Without an id it has `null` in its place (JSON-RPC 2.0 §5).
    pub(crate) fn respond(self) -> Response {
        let id = self.id.map_or(Value::Null, Id::into_json_value);
        let error = json!({ "code": self.code.0, "message": self.message });
        let body = json!({ "jsonrpc": "2.0", "id": id, "error": error });
        let mut response = reply::body(JSON, body.to_string());
        *response.status_mut() = self.status;
        response
    }
}
