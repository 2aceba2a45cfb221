//! Calls an operation of a running server, as any client would: over its resource routes.

use std::io::{Read, Write};
use std::time::Duration;

use operation::{Fields, Method, Operation, Registry};
use reqwest::{Client, Response, Url};
use serde_json::Value;

use crate::Stop;
use crate::args::{Call, CallOptions};

/// A server that has not taken the connection after so long is none.
const CONNECT: Duration = Duration::from_secs(10);

/// `odysseus call OPERATION [JSON]`.
pub(crate) fn call(registry: &Registry, call: &Call) -> Result<(), Stop> {
    let operation = registry.operation(&call.operation)?;
    let text = match call.input.as_deref() {
        None => "{}".to_owned(),
        Some("-") => {
            let mut text = String::new();
            std::io::stdin()
                .read_to_string(&mut text)
                .map_err(Stop::failed)?;
            text
        }
        Some(text) => text.to_owned(),
    };
    let fields: Fields = serde_json::from_str(&text).map_err(|error| {
        Stop::usage(format!(
            "the input is not a JSON object ({error}); example: '{{\"title\":\"Call dentist\"}}'"
        ))
    })?;
    run(operation, fields, &call.options)
}

/// Calls `operation` on the server at `ODYSSEUS_URL` with `ODYSSEUS_API_TOKEN`, and prints what it gives.
pub(crate) fn run(
    operation: &Operation,
    fields: Fields,
    options: &CallOptions,
) -> Result<(), Stop> {
    let (base, token) = address_and_token()?;
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(Stop::failed)?;
    runtime.block_on(async {
        let client = client()?;
        let (url, body) = target(operation, &base, fields)?;
        let mut request = client
            .request(method(operation.method), url)
            .bearer_auth(token);
        request = request.header(
            "Accept",
            if options.markdown {
                "text/markdown"
            } else {
                "application/json, */*"
            },
        );
        if let Some(key) = &options.idempotency_key {
            request = request.header("Idempotency-Key", key);
        }
        if let Some(body) = &body {
            request = request.json(body);
        }
        let response = request.send().await.map_err(|error| Stop {
            message: unreachable(&base, &error),
            code: 8,
        })?;
        print(response).await
    })
}

/// The server's address and the token, from the environment.
pub(crate) fn address_and_token() -> Result<(String, String), Stop> {
    Ok((variable("ODYSSEUS_URL")?, variable("ODYSSEUS_API_TOKEN")?))
}

/// A client for the server.
pub(crate) fn client() -> Result<Client, Stop> {
    net::init();
    // A token is for this server alone: no redirects, no proxies.
    Client::builder()
        .redirect(reqwest::redirect::Policy::none())
        .no_proxy()
        .connect_timeout(CONNECT)
        .build()
        .map_err(Stop::failed)
}

fn variable(name: &str) -> Result<String, Stop> {
    std::env::var(name).ok().filter(|value| !value.is_empty()).ok_or_else(|| {
        Stop::usage(format!(
            "{name} is not set. ODYSSEUS_URL is the server's address (http://127.0.0.1:7000), ODYSSEUS_API_TOKEN a \
             token made in Settings → Integrations or by `odysseus token create`."
        ))
    })
}

/// Why the server does not answer, in a sentence.
pub(crate) fn unreachable(base: &str, error: &reqwest::Error) -> String {
    // The innermost cause is the one that says what happened.
    let mut why: &dyn std::error::Error = error;
    while let Some(source) = why.source() {
        why = source;
    }
    format!("{base} does not answer ({why}); is the server running?")
}

fn method(method: Method) -> reqwest::Method {
    match method {
        Method::Get => reqwest::Method::GET,
        Method::Post => reqwest::Method::POST,
        Method::Put => reqwest::Method::PUT,
        Method::Patch => reqwest::Method::PATCH,
        Method::Delete => reqwest::Method::DELETE,
    }
}

/// The address with the path's fields filled in; the others go into the query of a GET, else into a body.
fn target(
    operation: &Operation,
    base: &str,
    mut fields: Fields,
) -> Result<(Url, Option<Fields>), Stop> {
    let mut url = Url::parse(base.trim_end_matches('/'))
        .map_err(|error| Stop::usage(format!("ODYSSEUS_URL: {error}")))?;
    {
        let mut segments = url
            .path_segments_mut()
            .map_err(|()| Stop::usage("ODYSSEUS_URL is not an http address"))?;
        segments.pop_if_empty().push("api");
        for segment in operation
            .path
            .split('/')
            .filter(|segment| !segment.is_empty())
        {
            match segment
                .strip_prefix('{')
                .and_then(|name| name.strip_suffix('}'))
            {
                None => segments.push(segment),
                Some(name) => {
                    let value = fields
                        .remove(name)
                        .map(|value| text(&value))
                        .filter(|value| !value.is_empty())
                        .ok_or_else(|| Stop::usage(format!("{} needs `{name}`", operation.name)))?;
                    segments.push(&value)
                }
            };
        }
    }
    if operation.method != Method::Get {
        return Ok((url, (!fields.is_empty()).then_some(fields)));
    }
    for (name, value) in &fields {
        let values = match value {
            Value::Null => &[],
            Value::Array(items) => items.as_slice(),
            one => std::slice::from_ref(one),
        };
        for value in values {
            url.query_pairs_mut().append_pair(name, &text(value));
        }
    }
    Ok((url, None))
}

fn text(value: &Value) -> String {
    value
        .as_str()
        .map_or_else(|| value.to_string(), ToOwned::to_owned)
}

/// Prints the body as it comes, so that streams show their events at once. Exit codes are those of the
/// agents' client script.
async fn print(mut response: Response) -> Result<(), Stop> {
    let status = response.status();
    if status.is_success() {
        let text = response
            .headers()
            .get("content-type")
            .and_then(|kind| kind.to_str().ok())
            .is_some_and(|kind| kind.starts_with("application/json") || kind.starts_with("text/"));
        let mut out = std::io::stdout().lock();
        let mut last = b'\n';
        while let Some(piece) = response.chunk().await.map_err(Stop::failed)? {
            last = piece.last().copied().unwrap_or(last);
            out.write_all(&piece)
                .and_then(|()| out.flush())
                .map_err(Stop::failed)?;
        }
        if text && last != b'\n' {
            writeln!(out).map_err(Stop::failed)?;
        }
        return Ok(());
    }
    let problem: Value = response.json().await.unwrap_or_default();
    let part = |name| problem.get(name).and_then(Value::as_str);
    let mut message = part("detail").map_or_else(
        || format!("the server answered {status}"),
        ToOwned::to_owned,
    );
    for more in [part("hint")].into_iter().flatten() {
        message.push_str("\n  ");
        message.push_str(more);
    }
    let code = match status.as_u16() {
        401 => 3,
        403 => 4,
        428 => 5,
        400..=499 => 6,
        500..=599 => 7,
        _ => 8,
    };
    Err(Stop { message, code })
}
