//! The server's end: a message is posted, and its answers are handed on as they come.

use std::sync::{Mutex, PoisonError};

use reqwest::header::{ACCEPT, CONTENT_TYPE};
use reqwest::{Client, Response, StatusCode};
use serde_json::Value;
use tokio::sync::mpsc::Sender;

use super::events::Events;
use super::message::{Message, failure};
use crate::{Stop, remote};

const SESSION: &str = "mcp-session-id";
/// From this version on requests name in headers what they are about.
const NAMED: &str = "2026-07-28";
/// The server could not be reached, or does not let us in (JSON-RPC 2.0 §5.1, implementation-defined).
const UNREACHED: i64 = -32000;

/// A server, and what it said at the beginning.
pub(crate) struct Server {
    client: Client,
    base: String,
    token: String,
    agreed: Mutex<Agreed>,
    answers: Sender<Value>,
}

/// What `initialize` agreed on; it stays good when the server starts anew.
#[derive(Clone, Default)]
struct Agreed {
    session: Option<String>,
    version: Option<String>,
}

impl Server {
    /// The server that the environment names.
    pub(crate) fn new(answers: Sender<Value>) -> Result<Self, Stop> {
        let (base, token) = remote::address_and_token()?;
        Ok(Self {
            client: remote::client()?,
            base,
            token,
            agreed: Mutex::default(),
            answers,
        })
    }

    /// Sends a message and hands on what comes back; a request is always answered.
    pub(crate) async fn send(&self, message: Message) {
        if let Err(error) = self.exchange(&message).await {
            match message.id() {
                Some(id) => self.answer(failure(id.clone(), UNREACHED, error)).await,
                None => eprintln!("odysseus mcp: {error}"),
            }
        }
    }

    async fn answer(&self, message: Value) {
        // Nobody reads any more: the program ends with its input.
        let _ = self.answers.send(message).await;
    }

    async fn exchange(&self, message: &Message) -> Result<(), String> {
        let agreed = self.agreed().clone();
        let mut response = self.post(message, &agreed).await?;
        if response.status() == StatusCode::NOT_FOUND && agreed.session.is_some() {
            // The session is not known any more; nothing was kept in it.
            self.agreed().session = None;
            let agreed = self.agreed().clone();
            response = self.post(message, &agreed).await?;
        }
        let first = message.method() == Some("initialize");
        if let (true, Some(session)) = (first, response.headers().get(SESSION)) {
            self.agreed().session = session.to_str().ok().map(ToOwned::to_owned);
        }
        let kind = response.headers().get(CONTENT_TYPE);
        let kind = kind.and_then(|kind| kind.to_str().ok()).unwrap_or_default();
        if kind.starts_with("text/event-stream") {
            return self.stream(message, response).await;
        }
        if kind.starts_with("application/json") {
            let answer = response.json().await.map_err(|error| self.broke(&error))?;
            self.hand_on(message, answer).await;
            return Ok(());
        }
        match (response.status(), message.id()) {
            (status, None) if status.is_success() => Ok(()),
            _ => Err(refusal(response).await),
        }
    }

    async fn post(&self, message: &Message, agreed: &Agreed) -> Result<Response, String> {
        let mut request = self
            .client
            .post(format!("{}/mcp", self.base.trim_end_matches('/')))
            .bearer_auth(&self.token)
            .header(CONTENT_TYPE, "application/json")
            .header(ACCEPT, "application/json, text/event-stream");
        if let Some(session) = &agreed.session {
            request = request.header(SESSION, session);
        }
        let agreed = agreed.version.as_deref();
        if let Some(version) = message.version().or(agreed) {
            request = request.header("mcp-protocol-version", version);
            if let (true, Some(method)) = (version >= NAMED, message.method()) {
                request = request.header("mcp-method", method);
                if let Some(name) = message.name() {
                    request = request.header("mcp-name", name);
                }
            }
        }
        let sent = request.body(message.text().to_owned()).send().await;
        sent.map_err(|error| remote::unreachable(&self.base, &error))
    }

    /// Hands on what a stream brings, until the answer has come.
    async fn stream(&self, message: &Message, mut response: Response) -> Result<(), String> {
        let mut events = Events::default();
        loop {
            let piece = response.chunk().await;
            let piece = piece.map_err(|error| self.broke(&error))?;
            let Some(piece) = piece else { break };
            for data in events.take(&piece) {
                let Ok(event) = serde_json::from_str::<Value>(&data) else {
                    return Err(format!("{} sent what is no JSON", self.base));
                };
                let is_answer = event.get("method").is_none();
                self.hand_on(message, event).await;
                if is_answer {
                    return Ok(());
                }
            }
        }
        Err(format!(
            "{} ended the connection before it answered; the call may still have been made",
            self.base
        ))
    }

    async fn hand_on(&self, message: &Message, mut answer: Value) {
        if message.method() == Some("initialize") {
            let version = answer.pointer("/result/protocolVersion");
            let version = version.and_then(Value::as_str).map(ToOwned::to_owned);
            self.agreed().version = version;
        }
        match message.id() {
            // An answer to what could not be read has no id; over here we know which it is.
            Some(id) if answer.get("id") == Some(&Value::Null) => {
                answer["id"] = id.clone();
                self.answer(answer).await;
            }
            Some(_) => self.answer(answer).await,
            None if message.method().is_some() => eprintln!("odysseus mcp: {answer}"),
            None => self.answer(answer).await,
        }
    }

    fn broke(&self, error: &reqwest::Error) -> String {
        format!(
            "{}; the call may still have been made",
            remote::unreachable(&self.base, error)
        )
    }

    fn agreed(&self) -> std::sync::MutexGuard<'_, Agreed> {
        self.agreed.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What a refusal says, and what to do about it.
async fn refusal(response: Response) -> String {
    let status = response.status();
    let problem: Value = response.json().await.unwrap_or_default();
    let part = |name| problem.get(name).and_then(Value::as_str);
    let mut said = part("detail").map_or_else(
        || format!("The server answered {status}."),
        ToOwned::to_owned,
    );
    let advice = (status == StatusCode::UNAUTHORIZED)
        .then_some("Put a token that is valid into ODYSSEUS_API_TOKEN and start this anew.");
    for more in [part("hint"), advice].into_iter().flatten() {
        said = format!("{}. {more}", said.trim_end_matches('.'));
    }
    said
}
