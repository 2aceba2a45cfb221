//! A message on its way to the server, as far as the way needs to know it.

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use serde_json::{Value, json};

/// Under this name a request carries its protocol version, from MCP 2026-07-28 on.
const VERSION: &str = "io.modelcontextprotocol/protocolVersion";

/// A message from the client.
pub(crate) struct Message {
    fields: Value,
    text: String,
}

impl Message {
    /// Reads a line.
    ///
    /// # Errors
    /// The answer to what is no JSON (JSON-RPC 2.0 §5.1).
    pub(crate) fn read(line: &[u8]) -> Result<Self, Value> {
        let no_json = |error: &dyn std::fmt::Display| {
            failure(Value::Null, -32700, format!("This is no JSON: {error}."))
        };
        let text = std::str::from_utf8(line.trim_ascii()).map_err(|error| no_json(&error))?;
        let fields = serde_json::from_str(text).map_err(|error| no_json(&error))?;
        Ok(Self {
            fields,
            text: text.to_owned(),
        })
    }

    /// The request's id; a notification has none.
    pub(crate) fn id(&self) -> Option<&Value> {
        self.method()?;
        self.fields.get("id")
    }

    pub(crate) fn method(&self) -> Option<&str> {
        self.fields.get("method")?.as_str()
    }

    /// The message as it came.
    pub(crate) fn text(&self) -> &str {
        &self.text
    }

    /// The id of the request that it cancels, as JSON.
    pub(crate) fn cancels(&self) -> Option<String> {
        (self.method()? == "notifications/cancelled").then(|| {
            self.fields
                .pointer("/params/requestId")
                .map(Value::to_string)
        })?
    }

    /// The version of the protocol that it says it is of.
    pub(crate) fn version(&self) -> Option<&str> {
        self.fields
            .get("params")?
            .get("_meta")?
            .get(VERSION)?
            .as_str()
    }

    /// What it is about, for the header `Mcp-Name` (MCP 2026-07-28, Streamable HTTP, Standard Headers).
    pub(crate) fn name(&self) -> Option<String> {
        let field = match self.method()? {
            "tools/call" | "prompts/get" => "name",
            "resources/read" => "uri",
            _ => return None,
        };
        let name = self.fields.get("params")?.get(field)?.as_str()?;
        let plain = name.bytes().all(|byte| matches!(byte, b' '..=b'~'))
            && name.trim() == name
            && !name.starts_with("=?base64?");
        Some(if plain {
            name.to_owned()
        } else {
            format!("=?base64?{}?=", BASE64_STANDARD.encode(name))
        })
    }
}

/// An error as the answer to a request.
pub(crate) fn failure(id: Value, code: i64, message: impl Into<String>) -> Value {
    json!({ "jsonrpc": "2.0", "id": id, "error": { "code": code, "message": message.into() } })
}
