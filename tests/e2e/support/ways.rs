//! The interfaces besides an operation's own route: the agent API and MCP.

use reqwest::header::{CONTENT_TYPE, HeaderMap, HeaderValue};
use serde_json::{Map, Value, json};

use super::{Client, Home, Op, Reply};

/// A route of the agent API.
#[derive(Debug, Clone)]
pub(crate) struct AgentRoute {
    pub(crate) method: String,
    pub(crate) path: String,
    /// The operations that it leads to.
    pub(crate) operations: Vec<String>,
}

/// The agent API's routes, as the program lists them.
pub(crate) fn agent_routes(home: &Home) -> Vec<AgentRoute> {
    let text = home.odysseus(&["docs", "routes"], "").ok();
    let line = |line: &str| {
        let (route, names) = line.split_once("  agent: ")?;
        let (method, path) = route.split_once(' ')?;
        Some(AgentRoute {
            method: method.to_owned(),
            path: path.trim().to_owned(),
            operations: names.split(", ").map(ToOwned::to_owned).collect(),
        })
    };
    let found: Vec<AgentRoute> = text.lines().filter_map(line).collect();
    assert!(!found.is_empty(), "{text}");
    found
}

impl Client {
    /// The call of an operation through a route of the agent API. Where the route leads to several, its
    /// action is the operation's verb.
    pub(crate) async fn through(
        &self,
        route: &AgentRoute,
        op: &Op,
        mut input: Map<String, Value>,
    ) -> Reply {
        if route.operations.len() > 1 && route.method != "GET" {
            input.insert("action".to_owned(), json!(op.parts().1));
        }
        let like = Op {
            method: route.method.clone(),
            path: route.path.clone(),
            ..op.clone()
        };
        self.run(&like, Value::Object(input)).await
    }

    /// The call of an operation as a tool of MCP. What the tool says went wrong is given with the status
    /// that it names.
    pub(crate) async fn tool(&self, op: &Op, input: Value) -> Reply {
        let arguments = json!({ "operation": op.name, "input": input });
        let called = json!({
            "jsonrpc": "2.0", "id": 1, "method": "tools/call",
            "params": { "name": "operations_call", "arguments": arguments },
        });
        let request = self
            .request("POST", "/mcp")
            .header("Accept", "application/json, text/event-stream")
            .json(&called);
        let reply = Reply::of(request).await;
        if reply.status != 200 {
            return reply;
        }
        let answer = reply.json();
        let result = &answer["result"];
        assert!(result["content"].is_array(), "{}: {answer}", op.name);
        let said = &result["structuredContent"];
        let (status, kind) = if result["isError"] == true {
            let status = said["status"].as_u64().unwrap();
            (u16::try_from(status).unwrap(), "application/problem+json")
        } else {
            (200, "application/json")
        };
        Reply {
            status,
            headers: HeaderMap::from_iter([(CONTENT_TYPE, HeaderValue::from_static(kind))]),
            body: said.to_string().into_bytes(),
        }
    }
}
