//! Outputs as answers.

use axum::body::Body;
use axum::http::HeaderValue;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_LENGTH, CONTENT_TYPE, HeaderName};
use axum::response::Response;
use bytes::Bytes;
use operation::{Download, Error, Result};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::Value;

use crate::file_body;

const JSON: HeaderValue = HeaderValue::from_static("application/json");
const MARKDOWN: HeaderValue = HeaderValue::from_static("text/markdown; charset=utf-8");
const BYTES: HeaderValue = HeaderValue::from_static("application/octet-stream");
const REPLAYED: HeaderName = HeaderName::from_static("idempotency-replayed");
const TRUE: HeaderValue = HeaderValue::from_static("true");

/// What RFC 8187 §3.2.1 lets stand unencoded in an extended parameter.
const ATTR_CHAR: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'!')
    .remove(b'#')
    .remove(b'$')
    .remove(b'&')
    .remove(b'+')
    .remove(b'-')
    .remove(b'.')
    .remove(b'^')
    .remove(b'_')
    .remove(b'`')
    .remove(b'|')
    .remove(b'~');

/// An answer with a body of that type.
pub(crate) fn body(content_type: HeaderValue, body: impl Into<Body>) -> Response {
    let mut response = Response::new(body.into());
    response.headers_mut().insert(CONTENT_TYPE, content_type);
    response
}

/// JSON, byte for byte.
pub(crate) fn json(json: Bytes, replayed: bool) -> Response {
    let mut response = body(JSON, json);
    if replayed {
        response.headers_mut().insert(REPLAYED, TRUE);
    }
    response
}

/// An object, with what the caller should know besides among its fields.
///
/// # Errors
/// Faults alone.
pub(crate) fn with_warnings(mut value: Value, warnings: Vec<String>) -> Result<Bytes> {
    warn(&mut value, warnings);
    Ok(Bytes::from(serde_json::to_vec(&value)?))
}

/// Adds warnings to an answer, behind those that it has of its own.
pub(crate) fn warn(value: &mut Value, warnings: Vec<String>) {
    let (Value::Object(fields), false) = (value, warnings.is_empty()) else {
        return;
    };
    match fields.get_mut("warnings") {
        Some(Value::Array(own)) => own.extend(warnings.into_iter().map(Value::from)),
        _ => {
            fields.insert("warnings".to_owned(), warnings.into());
        }
    }
}

/// A rendering for reading.
pub(crate) fn markdown(text: String) -> Response {
    body(MARKDOWN, text)
}

/// A file to save.
///
/// # Errors
/// Faults alone.
pub(crate) fn download(file: Download) -> Result<Response> {
    let content_type = HeaderValue::from_str(&file.content_type).unwrap_or(BYTES);
    let mut response = match file.body {
        operation::Body::Bytes(bytes) => body(content_type, bytes),
        operation::Body::File(content) => {
            let length = content.metadata().map_err(Error::fault)?.len();
            let mut response = body(content_type, file_body::stream(content, length));
            response
                .headers_mut()
                .insert(CONTENT_LENGTH, HeaderValue::from(length));
            response
        }
    };
    response
        .headers_mut()
        .insert(CONTENT_DISPOSITION, disposition(&file.filename));
    Ok(response)
}

/// `attachment` with the name as RFC 6266 §4 wants it: plain, and in UTF-8 where that says more.
fn disposition(filename: &str) -> HeaderValue {
    let plain: String = filename
        .chars()
        .map(|c| {
            if c.is_ascii_graphic() && !matches!(c, '"' | '\\' | '/' | '%') || c == ' ' {
                c
            } else {
                '_'
            }
        })
        .collect();
    let mut value = format!("attachment; filename=\"{plain}\"");
    if plain != filename {
        value.push_str("; filename*=UTF-8''");
        value.extend(utf8_percent_encode(filename, ATTR_CHAR));
    }
    HeaderValue::from_str(&value).unwrap_or(HeaderValue::from_static("attachment"))
}
