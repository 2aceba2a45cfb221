//! Errors as problem documents (RFC 9457): one shape for every failure of every route.

use axum::body::Body;
use axum::http::header::{ALLOW, CONTENT_TYPE, RETRY_AFTER, WWW_AUTHENTICATE};
use axum::http::{HeaderValue, StatusCode};
use axum::response::Response;
use operation::{Error, Kind};
use serde_json::{Map, Value};

const PROBLEM: HeaderValue = HeaderValue::from_static("application/problem+json");
const BEARER: HeaderValue = HeaderValue::from_static("Bearer");

/// A failure on its way to the caller.
#[derive(Debug)]
pub(crate) struct Problem {
    status: StatusCode,
    error: Error,
    allow: Option<HeaderValue>,
}

impl From<Error> for Problem {
    fn from(error: Error) -> Self {
        Self {
            status: status(error.kind),
            error,
            allow: None,
        }
    }
}

fn status(kind: Kind) -> StatusCode {
    match kind {
        Kind::BadInput => StatusCode::BAD_REQUEST,
        Kind::Unauthenticated => StatusCode::UNAUTHORIZED,
        Kind::Forbidden => StatusCode::FORBIDDEN,
        Kind::NotFound => StatusCode::NOT_FOUND,
        Kind::Conflict => StatusCode::CONFLICT,
        Kind::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
        Kind::ApprovalRequired => StatusCode::PRECONDITION_REQUIRED,
        Kind::TooMany => StatusCode::TOO_MANY_REQUESTS,
        Kind::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
        Kind::Fault => StatusCode::INTERNAL_SERVER_ERROR,
    }
}

impl Problem {
    /// The path is known, the method is not; `allow` lists those that are (RFC 9110 §15.5.6).
    pub(crate) fn method(allow: HeaderValue) -> Self {
        let methods = allow.to_str().unwrap_or_default();
        let error = Error::bad_input(format!(
            "This path does not take that method; it takes {methods}."
        ));
        Self {
            status: StatusCode::METHOD_NOT_ALLOWED,
            error,
            allow: Some(allow),
        }
    }

    /// The request names a host that is not ours (RFC 9110 §15.5.20).
    pub(crate) fn host(error: Error) -> Self {
        Self {
            status: StatusCode::MISDIRECTED_REQUEST,
            error,
            allow: None,
        }
    }

    /// The call took longer than its interface waits.
    pub(crate) fn late(seconds: u64) -> Self {
        let error = Error::unavailable(format!("This took longer than {seconds} seconds and may still finish."))
            .hint("Look whether it happened before you repeat it, or repeat it with the same Idempotency-Key.");
        Self {
            status: StatusCode::GATEWAY_TIMEOUT,
            error,
            allow: None,
        }
    }

    /// The fields of the problem document.
    pub(crate) fn fields(&self, request_id: &str) -> Map<String, Value> {
        let Self { status, error, .. } = self;
        let mut body = error.more.clone().unwrap_or_default();
        let mut set = |name: &str, value: Value| body.insert(name.to_owned(), value);
        set("title", status.canonical_reason().unwrap_or("Error").into());
        set("status", status.as_u16().into());
        set("detail", error.message.as_str().into());
        set("request_id", request_id.into());
        for (name, value) in [
            ("hint", &error.hint),
            ("field", &error.field),
            ("approval_id", &error.approval_id),
        ] {
            if let Some(value) = value {
                set(name, value.as_str().into());
            }
        }
        body
    }

    /// After how many seconds to come again: whole ones (RFC 9110 §10.2.3), rounded up so that nobody comes
    /// too early.
    pub(crate) fn retry_after(error: &Error) -> Option<i64> {
        let wait = error.retry_after?;
        let seconds = wait.as_secs().max(0) + i64::from(wait.subsec_nanos() > 0);
        Some(seconds.max(1))
    }

    /// The answer; `agent` adds `error`, the name under which older scripts read the sentence.
    pub(crate) fn respond(self, request_id: &str, agent: bool) -> Response {
        let mut body = self.fields(request_id);
        let Self {
            status,
            error,
            allow,
        } = self;
        if agent {
            body.insert("error".to_owned(), error.message.as_str().into());
        }
        let mut response = Response::new(Body::from(text(body)));
        *response.status_mut() = status;
        let headers = response.headers_mut();
        headers.insert(CONTENT_TYPE, PROBLEM);
        if status == StatusCode::UNAUTHORIZED {
            headers.insert(WWW_AUTHENTICATE, BEARER);
        }
        if let Some(allow) = allow {
            headers.insert(ALLOW, allow);
        }
        if let Some(seconds) = Self::retry_after(&error) {
            headers.insert(RETRY_AFTER, HeaderValue::from(seconds));
        }
        response
    }
}

fn text(body: Map<String, Value>) -> String {
    Value::Object(body).to_string()
}
