//! A server that speaks the OpenAI embeddings API
//! (<https://platform.openai.com/docs/api-reference/embeddings/create>): llama.cpp, Ollama, vLLM, or a
//! hosted one.

use std::time::Duration;

use net::{Purpose, Request, StatusCode, Url, header};
use serde::Deserialize;
use serde_json::json;

use super::engine::Trouble;
use super::vector::Vector;
use crate::words::excerpt;

/// 32 vectors of 4,096 numbers in decimal digits are some 3 MB.
const LARGEST_ANSWER: usize = 16 << 20;
/// So much of an error is passed on, in characters.
const SHOWN: usize = 200;

/// The address to send to, from the one that an admin gave: up to `/v1`, or all of it.
///
/// # Errors
/// What is wrong with it, in a sentence.
pub(super) fn address(given: &str) -> Result<Url, String> {
    let mut url = net::check_url(given, Purpose::Household).map_err(|error| error.to_string())?;
    let path = url.path().trim_end_matches('/');
    if !path.ends_with("/embeddings") {
        let path = format!("{path}/embeddings");
        url.set_path(&path);
    }
    Ok(url)
}

/// A server and how to ask it.
pub(super) struct Server {
    pub(super) url: Url,
    pub(super) model: String,
    pub(super) api_key: Option<String>,
}

#[derive(Deserialize)]
struct Answer {
    data: Vec<Item>,
}

#[derive(Deserialize)]
struct Item {
    index: Option<usize>,
    embedding: Vec<f32>,
}

/// Has texts read, all of them or none.
pub(super) async fn read(
    client: &net::Client,
    server: &Server,
    texts: &[String],
    timeout: Duration,
) -> Result<Vec<Vector>, Trouble> {
    let body = json!({ "model": server.model, "input": texts });
    let mut request = Request::post(server.url.clone(), Purpose::Household, body.to_string())
        .header(header::CONTENT_TYPE, "application/json")
        .map_err(Trouble::gone)?;
    if let Some(key) = &server.api_key {
        request = request
            .header(header::AUTHORIZATION, &format!("Bearer {key}"))
            .map_err(Trouble::gone)?;
    }
    request.timeout = timeout;
    request.max_response_bytes = LARGEST_ANSWER;
    request.redirects = 0;
    let host = server.url.host_str().unwrap_or_default();
    let response = client.send(request).await.map_err(Trouble::gone)?;
    if !response.status.is_success() {
        let says = excerpt(&String::from_utf8_lossy(&response.body), SHOWN);
        let says = format!("{host} answered {}: {says}", response.status);
        return Err(match response.status {
            // A text too long for the model is answered with one of these.
            StatusCode::BAD_REQUEST
            | StatusCode::PAYLOAD_TOO_LARGE
            | StatusCode::UNPROCESSABLE_ENTITY
            | StatusCode::INTERNAL_SERVER_ERROR => Trouble::Refused(says),
            _ => Trouble::Gone(says),
        });
    }
    let answer: Answer = serde_json::from_slice(&response.body).map_err(|_| {
        Trouble::Gone(format!(
            "{host} did not answer as the OpenAI embeddings API does (a list `data` with `embedding`)."
        ))
    })?;
    in_order(answer.data, texts.len())
        .ok_or_else(|| Trouble::Gone(format!("{host} did not give a vector for each text.")))
}

/// The vectors in the order of the texts, which servers may change.
fn in_order(items: Vec<Item>, expected: usize) -> Option<Vec<Vector>> {
    let mut vectors: Vec<Option<Vector>> = vec![None; expected];
    for (place, item) in items.into_iter().enumerate() {
        let slot = vectors.get_mut(item.index.unwrap_or(place))?;
        *slot = Some(Vector::new(item.embedding));
    }
    vectors.into_iter().collect()
}
