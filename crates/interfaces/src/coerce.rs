//! Text from paths, queries and forms as the types that an operation's schema asks for.

use std::collections::{BTreeSet, HashMap};

use operation::Operation;
use serde_json::{Number, Value};

/// What a field takes, as far as text can say it.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Kind {
    Text,
    Integer,
    Number,
    Boolean,
    List(Box<Kind>),
}

/// What a route takes.
#[derive(Debug)]
pub(crate) struct Shape {
    /// The fields that are not text.
    kinds: HashMap<String, Kind>,
    /// How many bytes its body may have.
    pub(crate) limit: usize,
}

impl Shape {
    /// What an operation takes, or what several that share a route agree on.
    pub(crate) fn of<'a>(operations: impl IntoIterator<Item = &'a Operation> + Clone) -> Self {
        let limits = operations.clone().into_iter().map(|one| one.input_limit);
        let limit = limits.max().unwrap_or_default();
        let schemas = operations.into_iter().map(|operation| &operation.input);
        Self::of_schemas(schemas, limit)
    }

    /// The same of bare schemas.
    pub(crate) fn of_schemas<'a>(
        schemas: impl IntoIterator<Item = &'a Value>,
        limit: usize,
    ) -> Self {
        let mut kinds: HashMap<String, Kind> = HashMap::new();
        for schema in schemas {
            let properties = schema.get("properties").and_then(Value::as_object);
            for (name, schema) in properties.into_iter().flatten() {
                let kind = kind(schema);
                kinds
                    .entry(name.clone())
                    .and_modify(|known| {
                        if *known != kind {
                            *known = Kind::Text;
                        }
                    })
                    .or_insert(kind);
            }
        }
        kinds.retain(|_, kind| *kind != Kind::Text);
        Self { kinds, limit }
    }

    /// Whether the field may be given several times.
    pub(crate) fn is_list(&self, name: &str) -> bool {
        matches!(self.kinds.get(name), Some(Kind::List(_)))
    }

    /// The text as the field's type. What does not parse stays text, for the operation to name it.
    pub(crate) fn value(&self, name: &str, text: String) -> Value {
        coerce(self.kinds.get(name).unwrap_or(&Kind::Text), text)
    }
}

fn coerce(kind: &Kind, text: String) -> Value {
    let parsed = match kind {
        Kind::Text => None,
        Kind::Integer => integer(&text),
        Kind::Number => integer(&text).or_else(|| {
            text.parse()
                .ok()
                .and_then(Number::from_f64)
                .map(Value::Number)
        }),
        Kind::Boolean => match text.to_ascii_lowercase().as_str() {
            "true" | "1" | "yes" | "on" => Some(Value::Bool(true)),
            "false" | "0" | "no" | "off" => Some(Value::Bool(false)),
            _ => None,
        },
        Kind::List(_) if text.is_empty() => Some(Value::Array(Vec::new())),
        Kind::List(item) => Some(
            text.split(',')
                .map(|part| coerce(item, part.trim().to_owned()))
                .collect(),
        ),
    };
    parsed.unwrap_or(Value::String(text))
}

fn integer(text: &str) -> Option<Value> {
    text.parse::<i64>()
        .map(Value::from)
        .or_else(|_| text.parse::<u64>().map(Value::from))
        .ok()
}

fn kind(schema: &Value) -> Kind {
    let mut types = BTreeSet::new();
    let mut items = None;
    collect(schema, &mut types, &mut items);
    types.remove("null");
    match types.into_iter().collect::<Vec<_>>().as_slice() {
        ["integer"] => Kind::Integer,
        ["number"] | ["integer", "number"] => Kind::Number,
        ["boolean"] => Kind::Boolean,
        // A list of objects cannot be said in text.
        ["array"] => match items.map(kind) {
            Some(Kind::List(_)) | None => Kind::Text,
            Some(_) if items.is_some_and(|items| takes(items, "object")) => Kind::Text,
            Some(item) => Kind::List(Box::new(item)),
        },
        _ => Kind::Text,
    }
}

fn takes(schema: &Value, wanted: &str) -> bool {
    let mut types = BTreeSet::new();
    collect(schema, &mut types, &mut None);
    types.contains(wanted)
}

/// The JSON types that a schema takes, and the schema of its items.
fn collect<'a>(schema: &'a Value, types: &mut BTreeSet<&'a str>, items: &mut Option<&'a Value>) {
    match schema.get("type") {
        Some(Value::String(one)) => types.extend([one.as_str()]),
        Some(Value::Array(several)) => types.extend(several.iter().filter_map(Value::as_str)),
        _ if schema.get("enum").is_some() || schema.get("const").is_some() => {
            types.extend(["string"])
        }
        _ => {}
    }
    if let Some(inner) = schema.get("items") {
        *items = Some(inner);
    }
    for several in ["anyOf", "oneOf"] {
        for schema in schema
            .get(several)
            .and_then(Value::as_array)
            .into_iter()
            .flatten()
        {
            collect(schema, types, items);
        }
    }
}
