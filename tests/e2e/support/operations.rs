//! The operations as the program itself lists them, so that no test has a list of its own.

use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::Home;

/// An operation, as `odysseus operations --json` shows it.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Op {
    pub(crate) name: String,
    pub(crate) effect: String,
    /// A scope, or `person`, `admin`, `anyone`.
    pub(crate) access: String,
    /// Whether it is about the whole instance, and so for administrators.
    pub(crate) instance: bool,
    pub(crate) method: String,
    pub(crate) path: String,
    pub(crate) input: Value,
    pub(crate) output: Option<Value>,
}

/// All operations.
pub(crate) struct Operations(pub(crate) Vec<Op>);

impl Operations {
    pub(crate) fn of(home: &Home) -> Self {
        let all: Vec<Op> =
            serde_json::from_str(&home.odysseus(&["operations", "--json"], "").ok()).unwrap();
        assert!(
            all.iter().any(|op| op.name == "todos.add"),
            "the list of operations is not whole"
        );
        Self(all)
    }

    pub(crate) fn get(&self, name: &str) -> &Op {
        self.0
            .iter()
            .find(|op| op.name == name)
            .unwrap_or_else(|| panic!("there is no operation {name}"))
    }
}

/// The names of all scopes, also of those whose capability is not built yet.
pub(crate) fn scopes(home: &Home) -> Vec<String> {
    let table = home.odysseus(&["docs", "scopes"], "").ok();
    let rows = table
        .lines()
        .filter_map(|line| line.strip_prefix("| `")?.split_once('`'));
    let names: Vec<String> = rows.map(|(name, _)| name.to_owned()).collect();
    assert!(names.contains(&"email:send".to_owned()), "{table}");
    names
}

/// Whether the first scope is enough for what asks for the second: the rule as the contract states it,
/// written a second time so that the program's own is checked against it.
pub(crate) fn covers(granted: &str, needed: &str) -> bool {
    let (Some((area, verb)), Some((needed_area, needed_verb))) =
        (granted.split_once(':'), needed.split_once(':'))
    else {
        return granted == needed;
    };
    area == needed_area
        && (verb == needed_verb
            || needed_verb == "read"
            || (verb, needed_verb) == ("send", "draft"))
}

impl Op {
    /// `todos` and `add` of `todos.add`.
    pub(crate) fn parts(&self) -> (&str, &str) {
        self.name.split_once('.').unwrap()
    }

    pub(crate) fn is_scoped(&self) -> bool {
        self.access.contains(':')
    }

    pub(crate) fn is_read(&self) -> bool {
        self.effect == "read"
    }

    /// Whether it gives JSON, and not a file or a stream.
    pub(crate) fn gives_json(&self) -> bool {
        self.output.is_some()
    }

    pub(crate) fn fields(&self) -> impl Iterator<Item = (&String, &Value)> {
        self.input
            .get("properties")
            .and_then(Value::as_object)
            .into_iter()
            .flatten()
    }

    /// The names in braces in its path.
    pub(crate) fn path_fields(&self) -> Vec<&str> {
        self.path
            .split('{')
            .skip(1)
            .filter_map(|rest| rest.split_once('}'))
            .map(|(name, _)| name)
            .collect()
    }

    /// Whether a call cannot be made without it.
    pub(crate) fn is_required(&self, name: &str) -> bool {
        let required = self.input.get("required").and_then(Value::as_array);
        required.is_some_and(|names| names.iter().any(|required| required == name))
            || self.path_fields().contains(&name)
    }

    /// An input that holds what is required, or every field.
    pub(crate) fn example(&self, all: bool) -> Value {
        let wanted = self
            .fields()
            .filter(|(name, _)| all || self.is_required(name));
        wanted
            .map(|(name, schema)| (name.clone(), example(name, schema)))
            .collect()
    }

    /// Path with query, and body: fields that are not in the path are the query of a GET, else the body.
    pub(crate) fn target(&self, mut input: Map<String, Value>) -> (String, Option<Value>) {
        let mut path = self.path.clone();
        for name in self.path_fields() {
            let value = input.remove(name).unwrap_or_else(|| json!("none"));
            path = path.replace(&format!("{{{name}}}"), &encode(&value));
        }
        if self.method != "GET" {
            return (path, Some(Value::Object(input)));
        }
        let pairs: Vec<String> = input
            .iter()
            .map(|(name, value)| format!("{name}={}", encode(value)))
            .collect();
        let mark = if pairs.is_empty() { "" } else { "?" };
        (format!("{path}{mark}{}", pairs.join("&")), None)
    }
}

/// Text as a part of an address (RFC 3986 §2.1).
fn encode(value: &Value) -> String {
    let text = value
        .as_str()
        .map_or_else(|| value.to_string(), ToOwned::to_owned);
    let byte = |byte: u8| match byte {
        b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => {
            char::from(byte).to_string()
        }
        other => format!("%{other:02X}"),
    };
    text.bytes().map(byte).collect()
}

/// A value that a schema takes.
pub(crate) fn example(name: &str, schema: &Value) -> Value {
    if let Some(value) = ["const", "default"]
        .iter()
        .find_map(|key| schema.get(key))
        .filter(|value| !value.is_null())
    {
        return value.clone();
    }
    for list in ["examples", "enum"] {
        if let Some(first) = schema.get(list).and_then(|list| list.get(0)) {
            return first.clone();
        }
    }
    for choices in ["anyOf", "oneOf"] {
        let choices = schema.get(choices).and_then(Value::as_array);
        if let Some(choice) = choices
            .into_iter()
            .flatten()
            .find(|choice| choice.get("type") != Some(&json!("null")))
        {
            return example(name, choice);
        }
    }
    let types = match schema.get("type") {
        Some(Value::Array(several)) => several.iter().filter_map(Value::as_str).collect(),
        Some(Value::String(one)) => vec![one.as_str()],
        _ => vec![],
    };
    match types.iter().find(|name| **name != "null") {
        Some(&"boolean") => json!(true),
        Some(&"integer" | &"number") => schema.get("minimum").cloned().unwrap_or(json!(1)),
        Some(&"array") => json!([example(name, schema.get("items").unwrap_or(&Value::Null))]),
        Some(&"object") => {
            let required = schema
                .get("required")
                .and_then(Value::as_array)
                .into_iter()
                .flatten();
            let properties = &schema["properties"];
            required
                .filter_map(Value::as_str)
                .map(|name| (name.to_owned(), example(name, &properties[name])))
                .collect()
        }
        _ => text(name),
    }
}

/// Text for a field whose schema says no more than that it is text.
fn text(name: &str) -> Value {
    json!(match name {
        _ if name.contains("due") || name.contains("until") => "tomorrow at 5pm",
        _ if name.contains("repeat") => "every day at 9",
        _ if name.contains("zone") => "Europe/Berlin",
        _ if name.contains("url") => "https://example.org/",
        _ if name.contains("password") => PASSWORD_EXAMPLE,
        _ => "example",
    })
}

const PASSWORD_EXAMPLE: &str = "an example of a password";
