//! Any JSON value as compact Markdown: fewer tokens for the reader than JSON, and nothing left out but
//! what is empty.

use std::fmt::Write;

use serde_json::{Map, Value};

/// Renders a value. Objects are lines of `name: value`, lists are bullets.
pub(crate) fn render(value: &Value) -> String {
    let mut text = String::new();
    write(&mut text, value, 0);
    if text.is_empty() {
        text.push_str("(nothing)\n");
    }
    text
}

fn write(text: &mut String, value: &Value, depth: usize) {
    match value {
        Value::Object(fields) => {
            for (name, value) in fields.iter().filter(|(_, value)| !is_empty(value)) {
                line(text, depth, &format!("{name}:"), value, true);
            }
        }
        Value::Array(items) => {
            for item in items {
                line(text, depth, "-", item, false);
            }
        }
        scalar => {
            text.push_str(&plain(scalar));
            text.push('\n');
        }
    }
}

fn line(text: &mut String, depth: usize, lead: &str, value: &Value, break_object: bool) {
    let indent = "  ".repeat(depth);
    // Writing to a string cannot fail.
    let _ = write!(text, "{indent}{lead}");
    match value {
        Value::Object(fields) if !break_object => {
            text.push(' ');
            text.push_str(&head(fields));
            text.push('\n');
            for (name, value) in fields.iter().filter(|(_, value)| is_nested(value)) {
                line(text, depth + 1, &format!("{name}:"), value, true);
            }
        }
        Value::Object(_) | Value::Array(_) => {
            text.push('\n');
            write(text, value, depth + 1);
        }
        scalar => {
            text.push(' ');
            text.push_str(&plain(scalar));
            text.push('\n');
        }
    }
}

/// The plain fields of an object in one line.
fn head(fields: &Map<String, Value>) -> String {
    let shown = fields
        .iter()
        .filter(|(_, value)| !is_empty(value) && !is_nested(value));
    shown
        .map(|(name, value)| format!("{name}: {}", plain(value)))
        .collect::<Vec<_>>()
        .join("; ")
}

fn is_nested(value: &Value) -> bool {
    matches!(value, Value::Object(_) | Value::Array(_)) && !is_empty(value)
}

fn is_empty(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::String(text) => text.is_empty(),
        Value::Array(items) => items.is_empty(),
        Value::Object(fields) => fields.is_empty(),
        Value::Bool(_) | Value::Number(_) => false,
    }
}

fn plain(value: &Value) -> String {
    match value {
        // One line each: what a text holds must not look like structure.
        Value::String(text) => text.replace(['\r', '\n'], " "),
        other => other.to_string(),
    }
}
