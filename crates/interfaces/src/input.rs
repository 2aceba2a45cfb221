//! Path, query and body as one flat input.

use std::borrow::Cow;
use std::time::Duration;

use axum::body::Body;
use axum::extract::{FromRequestParts, RawPathParams};
use axum::http::header::{CONTENT_LENGTH, CONTENT_TYPE};
use axum::http::request::Parts;
use bytes::{Bytes, BytesMut};
use http_body_util::BodyExt;
use operation::{Error, Fields, Result};
use percent_encoding::percent_decode;
use serde_json::Value;

use crate::coerce::Shape;
use crate::json;
use crate::routes::AGENT;

/// So much of a body that is too long is read and thrown away: a client that is still sending would
/// otherwise see a broken connection in place of the answer.
const DRAINED: usize = 64 << 20;
/// A body that is not there after so long is given up, before the whole call is.
const PATIENCE: Duration = Duration::from_secs(12);
/// The same for one of more than this size, which takes its time on a slow line.
const LARGE: usize = 1 << 20;
const PATIENCE_WITH_LARGE: Duration = Duration::from_secs(45);

/// The merged input of a request.
///
/// # Errors
/// Bad input that says what would be right.
pub(crate) async fn fields(shape: &Shape, parts: &mut Parts, body: Body) -> Result<Fields> {
    let mut input = Input {
        shape,
        fields: Fields::new(),
    };
    let path = RawPathParams::from_request_parts(parts, &())
        .await
        .map_err(|_| Error::bad_input("The path is not UTF-8 after percent-decoding."))?;
    for (name, value) in &path {
        input.put(name, shape.value(name, value.to_owned()), "the path")?;
    }
    input.pairs(
        parts.uri.query().unwrap_or_default().as_bytes(),
        "the query",
    )?;

    let body = read(parts, body, shape.limit).await?;
    let sent = parts
        .headers
        .get(CONTENT_TYPE)
        .map_or("", |value| value.to_str().unwrap_or("?"));
    let media_type = sent
        .split(';')
        .next()
        .unwrap_or_default()
        .trim()
        .to_ascii_lowercase();
    match media_type.as_str() {
        _ if body.is_empty() => {}
        "application/x-www-form-urlencoded" if body.first() != Some(&b'{') => {
            input.pairs(&body, "the form")?
        }
        "" | "application/json" => {
            for (name, value) in json::object(&body)? {
                input.put(&name, value, "the body")?;
            }
        }
        _ => {
            return Err(Error::bad_input(format!(
                "A body of the type `{media_type}` is not understood; send a JSON object with `Content-Type: application/json`."
            )));
        }
    }
    Ok(input.fields)
}

struct Input<'a> {
    shape: &'a Shape,
    fields: Fields,
}

impl Input<'_> {
    fn put(&mut self, name: &str, value: Value, place: &str) -> Result<()> {
        if self.fields.contains_key(name) {
            return Err(Error::bad_input(format!(
                "`{name}` comes again in {place}; give it once."
            ))
            .field(name));
        }
        self.fields.insert(name.to_owned(), value);
        Ok(())
    }

    /// Names and values of a query or form. A list may repeat its name.
    fn pairs(&mut self, text: &[u8], place: &str) -> Result<()> {
        let mut here: Vec<String> = Vec::new();
        for pair in text
            .split(|byte| *byte == b'&')
            .filter(|pair| !pair.is_empty())
        {
            let mut halves = pair.splitn(2, |byte| *byte == b'=');
            let name = decode(halves.next().unwrap_or_default(), place)?;
            let value = self
                .shape
                .value(&name, decode(halves.next().unwrap_or_default(), place)?);
            let repeated = here.contains(&name) && self.shape.is_list(&name);
            match (self.fields.get_mut(&name), value) {
                (Some(Value::Array(items)), Value::Array(more)) if repeated => items.extend(more),
                (_, value) => {
                    self.put(&name, value, place)?;
                    here.push(name);
                }
            }
        }
        Ok(())
    }
}

fn decode(text: &[u8], place: &str) -> Result<String> {
    let text: Cow<'_, [u8]> = if text.contains(&b'+') {
        text.iter()
            .map(|byte| if *byte == b'+' { b' ' } else { *byte })
            .collect()
    } else {
        text.into()
    };
    percent_decode(&text)
        .decode_utf8()
        .map(Cow::into_owned)
        .map_err(|_| {
            Error::bad_input(format!(
                "Something in {place} is not UTF-8 after percent-decoding."
            ))
        })
}

/// The whole body, of at most `limit` bytes.
///
/// # Errors
/// It is longer, or does not arrive in time.
pub(crate) async fn read(parts: &Parts, body: Body, limit: usize) -> Result<Bytes> {
    let announced = parts
        .headers
        .get(CONTENT_LENGTH)
        .and_then(|length| length.to_str().ok()?.parse::<usize>().ok())
        .unwrap_or_default();
    let agent = parts.uri.path().starts_with(AGENT);
    let patience = if announced > LARGE && !agent {
        PATIENCE_WITH_LARGE
    } else {
        PATIENCE
    };
    tokio::time::timeout(patience, gather(body, announced, limit))
        .await
        .map_err(|_| {
            let seconds = patience.as_secs();
            Error::bad_input(format!(
                "The body did not arrive within {seconds} seconds; nothing was done."
            ))
        })?
}

async fn gather(mut body: Body, announced: usize, limit: usize) -> Result<Bytes> {
    let mut kept = BytesMut::with_capacity(announced.min(limit));
    let mut length = 0_usize;
    while let Some(frame) = body.frame().await {
        let frame =
            frame.map_err(|_| Error::bad_input("The body ended before it was complete."))?;
        let Ok(data) = frame.into_data() else {
            continue;
        };
        length = length.saturating_add(data.len());
        if length <= limit {
            kept.extend_from_slice(&data);
        } else if length > DRAINED {
            break;
        }
    }
    if length > limit {
        return Err(Error::too_large(format!(
            "The body is larger than {limit} bytes, which is the most that is taken at once."
        )));
    }
    Ok(kept.freeze())
}
