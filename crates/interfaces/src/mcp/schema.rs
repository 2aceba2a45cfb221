//! Input schemas as short as a model needs them: every byte of a tool list is read in every conversation.
//!
//! The whole schema stays in the OpenAPI document, and the operation itself says in its error what it takes.

use serde_json::{Map, Value, json};

/// What a field is described with: the sentences that fit this many bytes, or else the first.
const LONG: usize = 120;
/// What is kept as it is.
const KEPT: [&str; 6] = ["type", "required", "enum", "const", "maximum", "maxItems"];
/// The mark of a field that hardly any call needs (an extension of the schema's, as OpenAPI allows).
const RARE: &str = "x-rare";

/// How much is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Detail {
    /// All that an operation takes.
    Full,
    /// What everyday calls need: no rare fields, and of alternatives the first. The others are taken too.
    Brief,
}

/// The schema of an operation's input, without its own description.
pub(crate) fn of_input(schema: &Value, detail: Detail) -> Map<String, Value> {
    let mut fields = object(compact(schema, detail));
    fields.remove("description");
    // The protocol asks for it (MCP, Tools, `inputSchema`), also where there are no fields.
    fields.insert("type".to_owned(), "object".into());
    fields
}

fn compact(schema: &Value, detail: Detail) -> Value {
    let Value::Object(fields) = schema else {
        // `true`: anything.
        return json!({});
    };
    let mut short = choices(fields, detail).unwrap_or_default();
    for name in KEPT {
        if let Some(value) = fields.get(name) {
            short.insert(name.to_owned(), without_null(value));
        }
    }
    if let Some(text) = fields.get("description").and_then(Value::as_str) {
        short.insert("description".to_owned(), sentences(text, LONG).into());
    }
    if let Some(default) = fields.get("default").filter(|value| !value.is_null()) {
        short.insert("default".to_owned(), default.clone());
    }
    // That a count is not negative, or not of nothing, goes without saying.
    let minimum = fields
        .get("minimum")
        .filter(|value| value.as_i64().is_none_or(|n| n > 1));
    if let Some(minimum) = minimum {
        short.insert("minimum".to_owned(), minimum.clone());
    }
    for name in ["items", "additionalProperties"] {
        if let Some(inner) = fields.get(name).filter(|inner| inner.is_object()) {
            let mut inner = compact(inner, detail);
            // What describes the list describes what is in it.
            if let (Some(fields), true) = (inner.as_object_mut(), short.contains_key("description"))
            {
                fields.remove("description");
            }
            short.insert(name.to_owned(), inner);
        }
    }
    if let Some(Value::Object(properties)) = fields.get("properties")
        && !properties.is_empty()
    {
        let rare = |schema: &Value| schema.get(RARE) == Some(&json!(true));
        let properties = properties
            .iter()
            .filter(|(_, schema)| detail == Detail::Full || !rare(schema))
            .map(|(name, schema)| (name.clone(), compact(schema, detail)));
        short.insert("properties".to_owned(), properties.collect());
    }
    Value::Object(short)
}

/// What stands for a choice: the one alternative to null, the words of an enumeration, or the alternatives.
fn choices(fields: &Map<String, Value>, detail: Detail) -> Option<Map<String, Value>> {
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
        (None, [only]) => object(compact(only, detail)),
        (None, [first, ..]) if detail == Detail::Brief => object(compact(first, detail)),
        (None, several) => {
            let several: Vec<Value> = several
                .iter()
                .map(|schema| compact(schema, detail))
                .collect();
            Map::from_iter([("anyOf".to_owned(), several.into())])
        }
    })
}

fn object(value: Value) -> Map<String, Value> {
    match value {
        Value::Object(fields) => fields,
        _ => Map::new(),
    }
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

/// The sentences that fit that many bytes, on one line; the first in any case.
pub(crate) fn sentences(text: &str, limit: usize) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut end = 0;
    for sentence in line.split_inclusive(". ") {
        if end > 0 && end + sentence.trim_end().len() > limit {
            break;
        }
        end += sentence.len();
    }
    line.get(..end).unwrap_or(&line).trim_end().to_owned()
}
