//! The Model Context Protocol: what its clients send, and what they hear.

mod cancel;
mod clients;
mod errors;
mod fuzz;
mod malformed;
mod protocol;
mod resources;
mod session;
mod tools;

use axum::body::Body;
use axum::http::{Method, Request};
use serde_json::{Value, json};

use crate::house::{House, Reply, bearer};

pub(crate) const BOTH: &str = "application/json, text/event-stream";

/// A client of the house, with a token and maybe a session.
pub(crate) struct Client<'a> {
    pub(crate) house: &'a House,
    pub(crate) token: String,
    pub(crate) session: Option<String>,
}

impl<'a> Client<'a> {
    /// One that has a token and nothing more.
    pub(crate) async fn new(house: &'a House, scopes: &[&str]) -> Self {
        Self {
            house,
            token: house.token(scopes).await,
            session: None,
        }
    }

    /// One that has said `initialize`.
    pub(crate) async fn begin(house: &'a House, scopes: &[&str]) -> Self {
        let mut client = Self::new(house, scopes).await;
        let reply = client.send(&initialize("2025-11-25")).await;
        client.session = Some(reply.header("mcp-session-id").to_owned());
        client
    }

    pub(crate) fn request(&self, message: impl Into<Body>) -> Request<Body> {
        let mut request = bearer(Method::POST, "/mcp", &self.token)
            .header("content-type", "application/json")
            .header("accept", BOTH);
        if let Some(session) = &self.session {
            request = request.header("mcp-session-id", session);
        }
        request.body(message.into()).unwrap()
    }

    pub(crate) async fn send(&self, message: &Value) -> Reply {
        self.house.send(self.request(message.to_string())).await
    }

    /// The result of a request.
    pub(crate) async fn ask(&self, method: &str, params: Value) -> Value {
        let reply = self.send(&ask(1, method, params)).await.ok();
        assert_eq!(reply["jsonrpc"], "2.0");
        assert_eq!(reply["id"], 1, "{reply}");
        assert!(reply.get("error").is_none(), "{reply}");
        reply["result"].clone()
    }

    /// Code and sentence of a request that is refused.
    pub(crate) async fn refused(&self, method: &str, params: Value) -> (i64, String) {
        let reply = self.send(&ask(1, method, params)).await.json();
        error(&reply)
    }

    /// The result of a tool.
    pub(crate) async fn call(&self, tool: &str, arguments: Value) -> Value {
        self.ask(
            "tools/call",
            json!({ "name": tool, "arguments": arguments }),
        )
        .await
    }

    /// The names of the tools that it is shown.
    pub(crate) async fn tools(&self) -> Vec<String> {
        let result = self.ask("tools/list", json!({})).await;
        let name = |tool: &Value| tool["name"].as_str().unwrap().to_owned();
        result["tools"]
            .as_array()
            .unwrap()
            .iter()
            .map(name)
            .collect()
    }
}

pub(crate) fn ask(id: impl Into<Value>, method: &str, params: Value) -> Value {
    json!({ "jsonrpc": "2.0", "id": id.into(), "method": method, "params": params })
}

pub(crate) fn initialize(version: &str) -> Value {
    let client = json!({ "name": "test", "version": "1" });
    let params = json!({ "protocolVersion": version, "capabilities": {}, "clientInfo": client });
    ask(1, "initialize", params)
}

/// Code and sentence of an error.
#[track_caller]
pub(crate) fn error(answer: &Value) -> (i64, String) {
    assert_eq!(answer["jsonrpc"], "2.0", "{answer}");
    assert!(answer.get("result").is_none(), "{answer}");
    let message = answer["error"]["message"].as_str().unwrap_or_default();
    assert!(!message.is_empty(), "{answer}");
    (
        answer["error"]["code"].as_i64().unwrap(),
        message.to_owned(),
    )
}
