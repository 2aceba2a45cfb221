//! The agent API's `/api/codex/memory`. Names and texts are those that scripts and skills of an older
//! program know; what it did not have is chosen by `action`.

use operation::{AgentRoute, AgentTool, Error, Fields, Method, Result};
use serde_json::{Map, Value, json};

use crate::category::Category;
use crate::words::Words;
use crate::{Memory, READ, WRITE};

/// What each operation is called as an action.
const ACTIONS: [(&str, &str); 10] = [
    ("list", "memory.list"),
    ("add", "memory.add"),
    ("delete", "memory.delete"),
    ("search", "memory.search"),
    ("get", "memory.get"),
    ("update", "memory.update"),
    ("pin", "memory.update"),
    ("unpin", "memory.update"),
    ("trash", "memory.trash"),
    ("restore", "memory.restore"),
];

pub(crate) fn tool() -> AgentTool {
    let mut operations: Vec<&str> = ACTIONS.iter().map(|(_, operation)| *operation).collect();
    // Those with several actions stand together.
    operations.dedup();
    AgentTool {
        name: "memory",
        verbs: vec![("read", READ), ("write", WRITE)],
        actions: ACTIONS.iter().map(|(action, _)| *action).collect(),
        available: true,
        guide: "",
        routes: vec![
            AgentRoute {
                method: Method::Get,
                path: "/memory",
                operations: vec!["memory.list", "memory.search"],
                plan: Some(look),
                answer,
            },
            AgentRoute {
                method: Method::Post,
                path: "/memory",
                operations,
                plan: Some(plan),
                answer,
            },
            AgentRoute {
                method: Method::Delete,
                path: "/memory/{id}",
                operations: vec!["memory.delete"],
                plan: None,
                answer,
            },
        ],
    }
}

/// Everything, or what is asked for.
fn look(fields: &mut Fields) -> Result<&'static str> {
    query(fields);
    Ok(if fields.contains_key("q") {
        "memory.search"
    } else {
        "memory.list"
    })
}

/// Gives the words to look for their present name.
fn query(fields: &mut Fields) {
    for name in ["query", "search"] {
        if let Some(words) = fields.remove(name) {
            fields.entry("q").or_insert(words);
        }
    }
    let blank = |value: &Value| match value {
        Value::String(text) => text.trim().is_empty(),
        other => other.is_null(),
    };
    if fields.get("q").is_some_and(blank) {
        fields.remove("q");
    }
}

/// Chooses the operation by `action`; without one it is adding.
fn plan(fields: &mut Fields) -> Result<&'static str> {
    let action = match fields.remove("action") {
        None | Some(Value::Null) => "add".to_owned(),
        Some(Value::String(action)) => action,
        Some(other) => return Err(unknown(&other.to_string())),
    };
    let name = action.trim().to_lowercase();
    let (name, operation) = ACTIONS
        .into_iter()
        .find(|(known, _)| *known == name)
        .ok_or_else(|| unknown(&action))?;
    match name {
        "add" => memory(fields)?,
        "update" => changes(fields)?,
        "search" => query(fields),
        "pin" | "unpin" => {
            fields.insert("pinned".to_owned(), json!(name == "pin"));
        }
        _ => {}
    }
    let names_one = matches!(
        name,
        "delete" | "get" | "update" | "pin" | "unpin" | "restore"
    );
    if names_one {
        if let Some(id) = fields.remove("memory_id") {
            fields.entry("id").or_insert(id);
        }
        // So that a missing id is told as an unknown one.
        if fields.get("id").is_none_or(Value::is_null) {
            fields.insert("id".to_owned(), json!(""));
        }
    }
    Ok(operation)
}

fn unknown(action: &str) -> Error {
    let shown: String = action
        .chars()
        .filter(|c| !c.is_control())
        .take(64)
        .collect();
    let names: Vec<&str> = ACTIONS.iter().map(|(name, _)| *name).collect();
    Error::bad_input(format!("Unknown action: {shown}. Use {}", names.join("/"))).field("action")
}

fn invalid(field: &str, why: &str) -> Error {
    Error::bad_input(format!("Invalid memory payload: {field}: {why}")).field(field)
}

/// The fields of a new memory, as the older program took them.
fn memory(fields: &mut Fields) -> Result<()> {
    let text = match fields.get("text") {
        None => return Err(invalid("text", "it is missing")),
        Some(text) => scalar("text", text)?,
    };
    Words::parse(&text).map_err(|why| invalid("text", &why))?;
    fields.insert("text".to_owned(), json!(text));
    category(fields)?;
    for name in ["source", "session_id"] {
        match fields.get(name) {
            None => {}
            Some(Value::Null) => drop(fields.remove(name)),
            Some(value) => {
                let text = scalar(name, value)?;
                fields.insert(name.to_owned(), json!(text));
            }
        }
    }
    Ok(())
}

/// The same where only some may be given.
fn changes(fields: &mut Fields) -> Result<()> {
    if let Some(text) = fields.get("text").filter(|text| !text.is_null()) {
        let text = scalar("text", text)?;
        Words::parse(&text).map_err(|why| invalid("text", &why))?;
        fields.insert("text".to_owned(), json!(text));
    }
    category(fields)
}

/// An unknown category has always been `fact`.
fn category(fields: &mut Fields) -> Result<()> {
    match fields.get("category") {
        None => {}
        Some(Value::String(name)) => {
            let category = Category::named(name).unwrap_or_default();
            fields.insert("category".to_owned(), json!(category));
        }
        Some(_) => return Err(invalid("category", "give text, such as fact or preference")),
    }
    Ok(())
}

/// A value as text; numbers and truth values as they are written.
fn scalar(field: &str, value: &Value) -> Result<String> {
    match value {
        Value::String(text) => Ok(text.clone()),
        Value::Number(number) => Ok(number.to_string()),
        Value::Bool(bool) => Ok(bool.to_string()),
        Value::Null => Err(invalid(field, "give text, not null")),
        Value::Array(_) | Value::Object(_) => {
            Err(invalid(field, "give text, not a list or an object"))
        }
    }
}

fn answer(operation: &str, output: Value) -> Value {
    match operation {
        "memory.list" | "memory.search" => list(output),
        "memory.get" => json!({ "ok": true, "id": output.get("id"), "memory": record(&output) }),
        "memory.add" | "memory.update" | "memory.restore" => changed(operation, &output),
        "memory.delete" => json!({
            "ok": true,
            "message": output.get("message"),
            "id": output.get("id"),
        }),
        "memory.trash" => trash(&output),
        _ => output,
    }
}

/// A memory by the names that clients know.
fn record(output: &Value) -> Value {
    let Ok(memory) = serde_json::from_value::<Memory>(output.clone()) else {
        return output.clone();
    };
    let mut record = Map::new();
    let mut put = |name: &str, value: Value| drop(record.insert(name.to_owned(), value));
    put("id", json!(memory.id));
    put("text", json!(memory.text));
    put("timestamp", json!(memory.updated_at.0.div_euclid(1_000)));
    put("source", json!(memory.source));
    put("category", json!(memory.category));
    put("uses", json!(memory.uses));
    put("origin", json!(memory.origin));
    if let Some(session) = &memory.session_id {
        put("session_id", json!(session));
    }
    if memory.pinned {
        put("pinned", json!(true));
    }
    if let Some(score) = output.get("score") {
        put("score", score.clone());
    }
    Value::Object(record)
}

fn trash(output: &Value) -> Value {
    let items = output.get("items").and_then(Value::as_array);
    let record = |item: &Value| {
        json!({
            "id": item.get("id"),
            "text": item.get("title"),
            "deleted_at": item.get("deleted_at"),
        })
    };
    let records: Vec<Value> = items.into_iter().flatten().map(record).collect();
    json!({ "memory": records, "next_cursor": output.get("next_cursor") })
}

fn list(mut output: Value) -> Value {
    let items = output.get_mut("items").map(Value::take);
    let records: Vec<Value> = items
        .as_ref()
        .and_then(Value::as_array)
        .map(|items| items.iter().map(record).collect())
        .unwrap_or_default();
    let total = output.get("total").cloned();
    let mut answer = json!({
        "total": total.unwrap_or(json!(records.len())),
        "memory": records,
        "next_cursor": output.get("next_cursor"),
    });
    for name in ["by", "note"] {
        if let Some(value) = output.get(name) {
            answer[name] = value.clone();
        }
    }
    answer
}

fn changed(operation: &str, output: &Value) -> Value {
    let mut answer = json!({
        "ok": true,
        "count": output.get("count"),
        "id": output.get("id"),
        "memory": record(output),
    });
    let duplicate = output.get("duplicate").is_some();
    if duplicate {
        answer["duplicate"] = json!(true);
    }
    if duplicate || operation != "memory.add" {
        answer["message"] = json!(output.get("message"));
    }
    answer
}
