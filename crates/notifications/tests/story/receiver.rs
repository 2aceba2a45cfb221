//! A real HTTP server on loopback that keeps what it gets and answers as it is told.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit, Mac};
use serde_json::{Value, json};
use sha2::Sha256;

/// A request that came in.
#[derive(Clone, Debug)]
pub(crate) struct Got {
    pub(crate) path: String,
    headers: HeaderMap,
    body: Bytes,
}

/// An answer to give: status, header fields, content.
pub(crate) type Reply = (u16, Vec<(&'static str, String)>, String);

#[derive(Default)]
struct Inner {
    got: Vec<Got>,
    replies: VecDeque<Reply>,
    ntfy_token: Option<String>,
}

#[derive(Clone, Default)]
pub(crate) struct Receiver {
    inner: Arc<Mutex<Inner>>,
    pub(crate) url: String,
}

impl Receiver {
    /// A webhook's receiver: 200 unless told otherwise.
    pub(crate) async fn webhook() -> Self {
        Self::start(false).await
    }

    /// A stand-in for an ntfy server of one topic, `deny-all` once it has a token. It answers as the
    /// real one (2.13.0) was seen to.
    pub(crate) async fn ntfy() -> Self {
        Self::start(true).await
    }

    async fn start(ntfy: bool) -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let receiver = Self {
            inner: Arc::default(),
            url: format!("http://{}", listener.local_addr().unwrap()),
        };
        let answer = move |State(receiver): State<Self>,
                           uri: Uri,
                           headers: HeaderMap,
                           body: Bytes| async move {
            receiver.answer(
                ntfy,
                Got {
                    path: uri.path().to_owned(),
                    headers,
                    body,
                },
            )
        };
        let app = Router::new().fallback(answer).with_state(receiver.clone());
        tokio::spawn(async move { axum::serve(listener, app).await });
        receiver
    }

    fn answer(&self, ntfy: bool, got: Got) -> Response {
        let mut inner = self.inner.lock().unwrap();
        let reply = inner.replies.pop_front();
        let wants = inner
            .ntfy_token
            .as_ref()
            .map(|token| format!("Bearer {token}"));
        let reply = reply.unwrap_or_else(|| match &wants {
            Some(wants) if got.header("authorization") != Some(wants) => (
                403,
                vec![],
                json!({
                    "code": 40301, "http": 403, "error": "forbidden",
                    "link": "https://ntfy.sh/docs/publish/#authentication",
                })
                .to_string(),
            ),
            _ if ntfy => {
                let mut message = got.json();
                message["id"] = json!("KCY4u4SYelvO");
                message["event"] = json!("message");
                (200, vec![], message.to_string())
            }
            _ => (200, vec![], "thanks".to_owned()),
        });
        inner.got.push(got);
        let mut response = (StatusCode::from_u16(reply.0).unwrap(), reply.2).into_response();
        for (name, value) in reply.1 {
            response.headers_mut().insert(name, value.parse().unwrap());
        }
        response
    }

    /// What to answer to the next requests, instead of what is usual.
    pub(crate) fn reply(&self, replies: impl IntoIterator<Item = Reply>) {
        self.inner.lock().unwrap().replies.extend(replies);
    }

    pub(crate) fn require(&self, token: &str) {
        self.inner.lock().unwrap().ntfy_token = Some(token.to_owned());
    }

    /// What has come in since the last look.
    pub(crate) fn take(&self) -> Vec<Got> {
        std::mem::take(&mut self.inner.lock().unwrap().got)
    }

    /// The one request that has come in since the last look.
    pub(crate) fn one(&self) -> Got {
        let mut got = self.take();
        assert_eq!(got.len(), 1, "{got:?}");
        got.remove(0)
    }
}

impl Got {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).map(|value| value.to_str().unwrap())
    }

    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap()
    }

    /// Checks the signature as a receiver does, and gives the message's id and time.
    pub(crate) fn verified(&self, secret: &str) -> (String, i64) {
        let id = self.header("webhook-id").unwrap();
        let at = self.header("webhook-timestamp").unwrap();
        let key = STANDARD
            .decode(secret.strip_prefix("whsec_").unwrap())
            .unwrap();
        let mut mac = Hmac::<Sha256>::new_from_slice(&key).unwrap();
        for part in [id.as_bytes(), b".", at.as_bytes(), b".", &self.body] {
            mac.update(part);
        }
        let signature = self.header("webhook-signature").unwrap();
        let signature = STANDARD
            .decode(signature.strip_prefix("v1,").unwrap())
            .unwrap();
        mac.verify_slice(&signature).unwrap();
        (id.to_owned(), at.parse().unwrap())
    }
}

/// A bare answer.
pub(crate) fn status(code: u16) -> Reply {
    (code, vec![], String::new())
}
