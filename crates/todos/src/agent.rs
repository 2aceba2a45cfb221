//! The agent API's `/api/codex/todos`: one path for reading, one for everything else, chosen by
//! `action`. Names, aliases and texts are those that scripts and skills of an older program know.

use operation::{AgentRoute, AgentTool, Error, Fields, Method, Result};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use crate::{Changed, Found, Listed, READ, Todo, WRITE, text};

/// What each operation is called as an action: by the name that agents are told, and by older ones.
const ACTIONS: [(&str, &[&str]); 14] = [
    ("todos.list", &["list"]),
    ("todos.add", &["add", "create", "new", "save", "remind"]),
    ("todos.update", &["update"]),
    ("todos.delete", &["delete", "remove"]),
    // `remove_item` has always toggled.
    ("todos.toggle_item", &["toggle_item", "remove_item"]),
    ("todos.get", &["get"]),
    ("todos.search", &["search"]),
    ("todos.complete", &["complete"]),
    ("todos.uncomplete", &["uncomplete"]),
    ("todos.snooze", &["snooze"]),
    ("todos.append_item", &["append_item"]),
    ("todos.reorder", &["reorder"]),
    ("todos.trash", &["trash"]),
    ("todos.restore", &["restore"]),
];

/// The actions as they are told to agents.
fn names() -> Vec<&'static str> {
    ACTIONS
        .iter()
        .filter_map(|(_, names)| names.first().copied())
        .collect()
}

pub(crate) fn tool() -> AgentTool {
    AgentTool {
        name: "todos",
        verbs: vec![("read", READ), ("write", WRITE)],
        actions: names(),
        available: true,
        guide: "",
        routes: vec![
            AgentRoute {
                method: Method::Get,
                path: "/todos",
                operations: vec!["todos.list"],
                plan: None,
                answer,
            },
            AgentRoute {
                method: Method::Post,
                path: "/todos",
                operations: ACTIONS.iter().map(|(operation, _)| *operation).collect(),
                plan: Some(plan),
                answer,
            },
        ],
    }
}

/// Chooses the operation by `action`, and gives the fields their present names.
fn plan(fields: &mut Fields) -> Result<&'static str> {
    let action = match fields.remove("action") {
        None | Some(Value::Null) => "add".to_owned(),
        Some(Value::String(action)) => action,
        Some(other) => return Err(unknown(&other.to_string())),
    };
    let name = action.trim().to_lowercase().replace('-', "_");
    let operation = ACTIONS
        .iter()
        .find(|(_, names)| names.contains(&name.as_str()))
        .map(|(operation, _)| *operation)
        .ok_or_else(|| unknown(&action))?;
    match operation {
        "todos.list" | "todos.trash" | "todos.reorder" => {}
        "todos.search" => first_of(fields, "q", "query"),
        "todos.add" => {
            first_of(fields, "items", "checklist_items");
            free_text(fields)?;
        }
        _ => {
            first_of(fields, "items", "checklist_items");
            if fields.get("index").is_some_and(Value::is_null) {
                fields.remove("index");
            }
            // So that a missing id is told as an unknown one.
            if fields.get("id").is_none_or(Value::is_null) {
                fields.insert("id".to_owned(), Value::String(String::new()));
            }
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
    Error::bad_input(format!(
        "Unknown action: {shown}. Use {}",
        names().join("/")
    ))
    .field("action")
}

/// The first of two names for the same field that is not null wins.
fn first_of(fields: &mut Fields, name: &str, alias: &str) {
    let given =
        |fields: &Fields, name: &str| fields.get(name).is_some_and(|value| !value.is_null());
    if given(fields, alias) {
        if let Some(value) = fields.remove(alias) {
            fields.insert(name.to_owned(), value);
        }
    } else {
        fields.remove(alias);
    }
}

/// `text` or `body` is the title where there is neither title nor content, else the content where
/// there is none. Where both are there it stays, and is then named as not understood.
fn free_text(fields: &mut Fields) -> Result<()> {
    let says = |value: Option<&Value>| match value {
        None | Some(Value::Null) => false,
        Some(Value::String(text)) => !text.trim().is_empty(),
        Some(_) => true,
    };
    for name in ["text", "body"] {
        if !says(fields.get(name)) {
            fields.remove(name);
        }
    }
    let Some(name) = ["text", "body"]
        .into_iter()
        .find(|name| fields.contains_key(*name))
    else {
        return Ok(());
    };
    if !fields.get(name).is_some_and(Value::is_string) {
        return Err(Error::bad_input(format!("`{name}` must be text.")).field(name));
    }
    let target = match (says(fields.get("title")), says(fields.get("content"))) {
        (false, false) => "title",
        (_, false) => "content",
        (_, true) => return Ok(()),
    };
    if let Some(text) = fields.remove(name) {
        fields.insert(target.to_owned(), text);
    }
    Ok(())
}

/// The text that clients show, and beside it what was given, to work with.
fn answer(operation: &str, output: Value) -> Value {
    let answered = match operation {
        "todos.list" => read(&output).map(listed),
        "todos.search" => read(&output).map(found),
        "todos.get" => read(&output).map(one),
        "todos.delete" | "todos.reorder" => None,
        "todos.trash" => Some(trash(&output)),
        _ => read(&output).map(changed),
    };
    answered.unwrap_or_else(|| plain(output))
}

fn read<T: DeserializeOwned>(output: &Value) -> Option<T> {
    T::deserialize(output).ok()
}

fn nothing(text: &str) -> Value {
    json!({ "response": text, "exit_code": 0, "todos": [], "total": 0, "next_cursor": null })
}

fn listed(listed: Listed) -> Value {
    if listed.page.items.is_empty() {
        return nothing("No notes found.");
    }
    json!({
        "results": text::classic(&listed),
        "exit_code": 0,
        "todos": lean(&listed.page.items),
        "total": listed.page.total,
        "remaining": listed.remaining,
        "next_cursor": listed.page.next_cursor,
    })
}

/// Todos without the fields that they do not use: a language model reads every one.
fn lean(todos: &[Todo]) -> Value {
    let mut todos = json!(todos);
    for todo in todos
        .as_array_mut()
        .into_iter()
        .flatten()
        .filter_map(Value::as_object_mut)
    {
        todo.retain(|_, value| !value.is_null() && value != &json!([]));
    }
    todos
}

fn found(found: Found) -> Value {
    if found.items.is_empty() {
        return nothing("No notes found.");
    }
    json!({
        "results": text::found(&found.items),
        "exit_code": 0,
        "todos": lean(&found.items),
        "next_cursor": found.next_cursor,
    })
}

fn one(todo: Todo) -> Value {
    json!({ "results": text::whole(&todo), "exit_code": 0, "id": todo.id, "todo": todo })
}

fn changed(changed: Changed) -> Value {
    let todo = &changed.todo;
    let mut answer = json!({
        "response": changed.message,
        "exit_code": 0,
        "id": todo.id,
        "due_date": todo.due_date,
        "due_at": todo.due_at,
        "due_reading": todo.due_reading,
        "repeat_words": todo.repeat_words,
        "todo": todo,
    });
    if let Some(note) = &changed.due_note {
        answer["due_note"] = json!(note);
    }
    if changed.duplicate {
        answer["duplicate"] = json!(true);
        answer["note_id"] = json!(todo.id);
    }
    answer
}

fn trash(output: &Value) -> Value {
    let items = output
        .get("items")
        .and_then(Value::as_array)
        .cloned()
        .unwrap_or_default();
    if items.is_empty() {
        return nothing("The trash is empty.");
    }
    let text = |item: &Value, name: &str| {
        item.get(name)
            .and_then(Value::as_str)
            .unwrap_or_default()
            .to_owned()
    };
    let line = |item: &Value| {
        let short: String = text(item, "id").chars().take(8).collect();
        format!(
            "- [{short}] **{}** deleted {}",
            text(item, "title"),
            text(item, "deleted_at")
        )
    };
    let lines: Vec<String> = items.iter().map(line).collect();
    json!({
        "results": lines.join("\n"),
        "exit_code": 0,
        "todos": items,
        "next_cursor": output.get("next_cursor"),
    })
}

/// An answer that says itself what was done.
fn plain(mut output: Value) -> Value {
    if let Some(fields) = output.as_object_mut() {
        let message = fields.remove("message").unwrap_or(Value::Null);
        fields.insert("response".to_owned(), message);
        fields.insert("exit_code".to_owned(), json!(0));
    }
    output
}
