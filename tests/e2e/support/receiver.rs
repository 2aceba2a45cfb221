//! What stands at the far end of a channel: a web server that keeps what it is sent, and when.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::HeaderMap;
use jiff::Timestamp;
use serde_json::{Value, json};

/// A request that arrived.
#[derive(Debug, Clone)]
pub(crate) struct Received {
    pub(crate) at: Timestamp,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
}

impl Received {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap()
    }

    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers[name].to_str().unwrap()
    }
}

#[derive(Default)]
struct Inbox {
    received: Mutex<Vec<Received>>,
    silent: AtomicBool,
}

/// A running receiver. It answers a message to a topic as an ntfy server does
/// (<https://docs.ntfy.sh/subscribe/api/#json-message-format>), and everything else with an empty object.
pub(crate) struct Receiver {
    /// Its address, without a slash at the end.
    pub(crate) url: String,
    inbox: Arc<Inbox>,
}

impl Receiver {
    pub(crate) async fn start() -> Self {
        let inbox = Arc::new(Inbox::default());
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let router = Router::new().fallback(take).with_state(Arc::clone(&inbox));
        tokio::spawn(async move { axum::serve(listener, router).await });
        Self { url, inbox }
    }

    /// From now on it takes requests and does not answer them, or does again.
    pub(crate) fn be_silent(&self, silent: bool) {
        self.inbox.silent.store(silent, Ordering::SeqCst);
    }

    /// What arrived so far whose body holds the text.
    pub(crate) fn about(&self, text: &str) -> Vec<Received> {
        let received = self.inbox.received.lock().unwrap();
        received
            .iter()
            .filter(|one| String::from_utf8_lossy(&one.body).contains(text))
            .cloned()
            .collect()
    }
}

async fn take(State(inbox): State<Arc<Inbox>>, headers: HeaderMap, body: Bytes) -> String {
    let topic = serde_json::from_slice::<Value>(&body).unwrap_or_default()["topic"].clone();
    inbox.received.lock().unwrap().push(Received {
        at: Timestamp::now(),
        headers,
        body,
    });
    if inbox.silent.load(Ordering::SeqCst) {
        std::future::pending::<()>().await;
    }
    match topic {
        Value::String(topic) => {
            json!({ "id": "sPs71M8A2T", "event": "message", "topic": topic }).to_string()
        }
        _ => "{}".to_owned(),
    }
}
