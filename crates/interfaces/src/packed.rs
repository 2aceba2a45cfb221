//! Long answers of the API, packed for those who take that: a list of todos is a tenth of its size then, which a
//! phone notices.

use std::io::Write;

use axum::body::Body;
use axum::http::header::{
    ACCEPT_ENCODING, CONTENT_DISPOSITION, CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_TYPE, VARY,
};
use axum::http::{HeaderValue, StatusCode};
use axum::response::Response;
use bytes::Bytes;
use flate2::Compression;
use flate2::write::GzEncoder;
use http_body_util::BodyExt;
use hyper::body::Body as _;
use operation::{Error, Result};

/// Below this an answer fits into a packet or two, and packing wins nothing.
const LEAST: u64 = 2 << 10;
/// From here on packing takes milliseconds, which belong on a thread that may wait.
const LONG: usize = 64 << 10;

/// The answer in gzip (RFC 1952) where it is JSON of some length; any other as it is.
///
/// # Errors
/// Faults alone.
pub(crate) async fn packed(response: Response) -> Result<Response> {
    if !worth_it(&response) {
        return Ok(response);
    }
    let (mut parts, body) = response.into_parts();
    let text = body.collect().await.map_err(Error::fault)?.to_bytes();
    let gzip = if text.len() < LONG {
        pack(&text)?
    } else {
        let packing = tokio::task::spawn_blocking(move || pack(&text));
        packing.await.map_err(Error::fault)??
    };
    let headers = &mut parts.headers;
    headers.remove(CONTENT_LENGTH);
    headers.insert(CONTENT_ENCODING, HeaderValue::from_static("gzip"));
    headers.append(VARY, HeaderValue::from(ACCEPT_ENCODING));
    Ok(Response::from_parts(parts, Body::from(gzip)))
}

fn worth_it(response: &Response) -> bool {
    let headers = response.headers();
    let json = headers
        .get(CONTENT_TYPE)
        .is_some_and(|kind| kind == "application/json");
    let length = response.body().size_hint().exact();
    response.status() == StatusCode::OK
        && json
        && length.is_some_and(|length| length >= LEAST)
        && !headers.contains_key(CONTENT_ENCODING)
        && !headers.contains_key(CONTENT_DISPOSITION)
}

fn pack(text: &Bytes) -> Result<Vec<u8>> {
    let mut gzip = GzEncoder::new(Vec::with_capacity(text.len() / 8), Compression::fast());
    gzip.write_all(text)
        .and_then(|()| gzip.finish())
        .map_err(Error::fault)
}
