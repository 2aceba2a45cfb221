//! Input schemas as short as a model needs them: every byte of a tool list is read in every conversation.
//!
//! The whole schema stays in the OpenAPI document, and the operation itself says in its error what it takes.

use serde_json::{Map, Value, json};

/// Descriptions beyond this many bytes are cut to their first sentence.
const LONG: usize = 200;
/// What is kept as it is.
const KEPT: [&str; 6] = ["type", "required", "enum", "const", "maximum", "maxItems"];

/// The schema of an operation's input, without its own description.
pub(crate) fn of_input(schema: &Value) -> Map<String, Value> {
    let mut fields = match compact(schema) {
        Value::Object(fields) => fields,
        _ => Map::new(),
    };
    fields.remove("description");
    // The protocol asks for it (MCP, Tools, `inputSchema`), also where there are no fields.
    fields.insert("type".to_owned(), "object".into());
    fields
}

fn compact(schema: &Value) -> Value {
    let Value::Object(fields) = schema else {
        // `true`: anything.
        return json!({});
    };
    let mut short = choices(fields).unwrap_or_default();
    for name in KEPT {
        if let Some(value) = fields.get(name) {
            short.insert(name.to_owned(), without_null(value));
        }
    }
    if let Some(text) = fields.get("description").and_then(Value::as_str) {
        short.insert("description".to_owned(), sentence(text, LONG).into());
    }
    if let Some(default) = fields.get("default").filter(|value| !value.is_null()) {
        short.insert("default".to_owned(), default.clone());
    }
    // That a count is not negative goes without saying.
    if let Some(minimum) = fields.get("minimum").filter(|value| **value != json!(0)) {
        short.insert("minimum".to_owned(), minimum.clone());
    }
    for name in ["items", "additionalProperties"] {
        if let Some(inner) = fields.get(name).filter(|inner| inner.is_object()) {
            short.insert(name.to_owned(), compact(inner));
        }
    }
    if let Some(Value::Object(properties)) = fields.get("properties")
        && !properties.is_empty()
    {
        let properties = properties
            .iter()
            .map(|(name, schema)| (name.clone(), compact(schema)));
        short.insert("properties".to_owned(), properties.collect());
    }
    Value::Object(short)
}

/// What stands for a choice: the one alternative to null, the words of an enumeration, or the alternatives.
fn choices(fields: &Map<String, Value>) -> Option<Map<String, Value>> {
    let all = ["anyOf", "oneOf"]
        .iter()
        .find_map(|name| fields.get(*name)?.as_array())?;
    let null = |schema: &&Value| schema.get("type").and_then(Value::as_str) != Some("null");
    let real: Vec<&Value> = all.iter().filter(null).collect();
    let words: Option<Vec<Value>> = real
        .iter()
        .map(|schema| schema.get("const").cloned())
        .collect();
    Some(match (words, real.as_slice()) {
        (Some(words), _) => Map::from_iter([
            ("type".to_owned(), "string".into()),
            ("enum".to_owned(), words.into()),
        ]),
        (None, [only]) => match compact(only) {
            Value::Object(only) => only,
            _ => Map::new(),
        },
        (None, several) => {
            let several: Vec<Value> = several.iter().map(|schema| compact(schema)).collect();
            Map::from_iter([("anyOf".to_owned(), several.into())])
        }
    })
}

/// A list of types or values without null; of one that is left alone, itself.
fn without_null(value: &Value) -> Value {
    let Value::Array(all) = value else {
        return value.clone();
    };
    let real = all
        .iter()
        .filter(|value| !value.is_null() && *value != "null");
    let real: Vec<Value> = real.cloned().collect();
    match real.as_slice() {
        // `["string", "null"]`; a list of one required field stays a list.
        [only] if all.len() > 1 => only.clone(),
        _ => real.into(),
    }
}

/// Text on one line; of what is longer than `limit` bytes, its first sentence.
pub(crate) fn sentence(text: &str, limit: usize) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.len() <= limit {
        return line;
    }
    line.split_inclusive(". ")
        .next()
        .unwrap_or_default()
        .trim_end()
        .to_owned()
}
