//! The agent API's `/api/codex/documents`: the paths, fields and answers of an older program, and beside
//! them those that it did not have.

use operation::{AgentRoute, AgentTool, Error, Fields, Method, Result};
use serde_json::{Map, Value, json};

use crate::page_size::PageSize;
use crate::{READ, WRITE};

/// The actions as they are told to agents: first those that were always there.
const ACTIONS: [&str; 13] = [
    "library",
    "read",
    "create",
    "delete",
    "update",
    "edit",
    "versions",
    "version",
    "restore_version",
    "diff",
    "archive",
    "trash",
    "restore",
];

pub(crate) fn tool() -> AgentTool {
    AgentTool {
        name: "documents",
        verbs: vec![("read", READ), ("write", WRITE)],
        actions: ACTIONS.to_vec(),
        available: true,
        guide: "",
        routes: vec![
            AgentRoute {
                method: Method::Get,
                path: "/documents",
                operations: vec!["documents.list"],
                plan: Some(library),
                answer: |_, output| listed(output),
            },
            AgentRoute {
                method: Method::Post,
                path: "/documents",
                operations: vec!["documents.create"],
                plan: Some(create),
                answer: |_, output| document(output),
            },
            AgentRoute {
                method: Method::Get,
                path: "/documents/{id}",
                operations: vec!["documents.get"],
                plan: None,
                answer: |_, output| document(output),
            },
            AgentRoute {
                method: Method::Put,
                path: "/documents/{id}",
                operations: vec!["documents.update"],
                plan: Some(update),
                answer: |_, output| document(output),
            },
            AgentRoute {
                method: Method::Patch,
                path: "/documents/{id}",
                operations: vec!["documents.update"],
                plan: Some(update),
                answer: |_, output| document(output),
            },
            AgentRoute {
                method: Method::Delete,
                path: "/documents/{id}",
                operations: vec!["documents.delete"],
                plan: None,
                answer: |_, output| json!({ "status": "deleted", "id": output.get("id") }),
            },
            // The older program did not have these: they answer as their operations do.
            AgentRoute::same(Method::Post, "/documents/{id}/edit", "documents.edit"),
            AgentRoute::same(
                Method::Get,
                "/documents/{id}/versions",
                "documents.versions",
            ),
            AgentRoute::same(
                Method::Get,
                "/documents/{id}/versions/{version}",
                "documents.version",
            ),
            AgentRoute::same(
                Method::Post,
                "/documents/{id}/versions/{version}/restore",
                "documents.restore_version",
            ),
            AgentRoute::same(Method::Get, "/documents/{id}/diff", "documents.diff"),
            AgentRoute::same(Method::Post, "/documents/{id}/archive", "documents.archive"),
            AgentRoute::same(Method::Get, "/documents/trash", "documents.trash"),
            AgentRoute::same(
                Method::Post,
                "/documents/trash/{id}/restore",
                "documents.restore",
            ),
        ],
    }
}

/// Limits out of range, and orders that do not exist, were never an error here.
fn library(fields: &mut Fields) -> Result<&'static str> {
    let clamp = |fields: &mut Fields, name: &str, most: i64, least: i64| {
        if let Some(value) = fields.get_mut(name)
            && let Some(number) = whole(value)
        {
            *value = json!(number.clamp(least, most));
        }
    };
    clamp(fields, "limit", PageSize::MAX, 1);
    clamp(fields, "offset", i64::from(u32::MAX), 0);
    let known = ["recent", "oldest", "edits", "alpha", "best"];
    let sort = fields.get("sort").and_then(Value::as_str);
    if !sort.is_some_and(|sort| known.contains(&sort)) {
        fields.insert("sort".to_owned(), json!("recent"));
    }
    Ok("documents.list")
}

/// A whole number, also one that is too large for the database.
fn whole(value: &Value) -> Option<i64> {
    match value {
        Value::Number(number) if number.is_u64() => Some(number.as_i64().unwrap_or(i64::MAX)),
        Value::Number(number) => number.as_i64(),
        _ => None,
    }
}

fn create(fields: &mut Fields) -> Result<&'static str> {
    texts_only(fields)?;
    fields.insert("echo".to_owned(), json!(true));
    Ok("documents.create")
}

fn update(fields: &mut Fields) -> Result<&'static str> {
    texts_only(fields)?;
    fields.insert("echo".to_owned(), json!(true));
    Ok("documents.update")
}

fn texts_only(fields: &Fields) -> Result<()> {
    for name in ["title", "content", "language", "session_id"] {
        if fields
            .get(name)
            .is_some_and(|value| !value.is_string() && !value.is_null())
        {
            let message = format!("Invalid document payload: `{name}` must be text.");
            return Err(Error::bad_input(message).field(name));
        }
    }
    Ok(())
}

/// The `doc` object that scripts know, and what is new beside it.
fn document(output: Value) -> Value {
    let Value::Object(mut given) = output else {
        return output;
    };
    let mut document = Map::new();
    for name in ["id", "session_id", "title", "language"] {
        document.insert(name.to_owned(), given.remove(name).unwrap_or_default());
    }
    if let Some(content) = given.remove("content") {
        document.insert("current_content".to_owned(), content);
    }
    document.insert("is_active".to_owned(), json!(true));
    for name in ["uid", "folder", "account_id", "message_id"] {
        document.insert(format!("source_email_{name}"), Value::Null);
    }
    document.extend(given);
    Value::Object(document)
}

fn listed(output: Value) -> Value {
    let Value::Object(mut given) = output else {
        return output;
    };
    let Some(Value::Array(mut documents)) = given.remove("items") else {
        return Value::Object(given);
    };
    for document in documents.iter_mut().filter_map(Value::as_object_mut) {
        document.insert("session_name".to_owned(), Value::Null);
    }
    let mut listed = Map::new();
    listed.insert("documents".to_owned(), Value::Array(documents));
    listed.extend(given);
    Value::Object(listed)
}
