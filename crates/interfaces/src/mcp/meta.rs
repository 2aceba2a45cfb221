//! The two tools that reach every operation: one finds them, the other calls them.

use operation::{Caller, Error, Fields, Operation, Registry, Result};
use rmcp::model::{Tool, ToolAnnotations};
use serde_json::{Map, Value, json};

use super::schema::{self, Detail};

pub(crate) const SEARCH: &str = "operations_search";
pub(crate) const CALL: &str = "operations_call";

/// So many operations are shown with their schemas at once.
const SHOWN: usize = 8;

/// Both, as they are listed.
pub(crate) fn tools() -> [Tool; 2] {
    [
        Tool::new(
            SEARCH,
            "Finds what else Odysseus can do. With words it gives the best matches with what they take, \
             without words the names of all operations.",
            fields(json!({
                "type": "object",
                "properties": { "words": { "type": "string", "description": "Such as \"restore todo\"." } },
            })),
        )
        .with_annotations(ToolAnnotations::new().read_only(true).open_world(false)),
        Tool::new(
            CALL,
            "Calls any operation by the name that operations_search gives.",
            fields(json!({
                "type": "object",
                "properties": {
                    "operation": { "type": "string" },
                    "input": { "type": "object", "description": "What the operation takes." },
                },
                "required": ["operation"],
            })),
        )
        // It may be anything, so everything is to be expected of it.
        .with_annotations(ToolAnnotations::new().destructive(true).open_world(true)),
    ]
}

fn fields(value: Value) -> Map<String, Value> {
    match value {
        Value::Object(fields) => fields,
        _ => Map::new(),
    }
}

/// What was found, for programs and for reading.
pub(crate) struct Found {
    /// As fields.
    pub(crate) value: Value,
    /// As text.
    pub(crate) text: String,
}

/// The operations that the caller may call: those that fit the words, or all in short.
///
/// # Errors
/// `words` is no text.
pub(crate) fn search(registry: &Registry, caller: &Caller, input: &Fields) -> Result<Found> {
    let words = match input.get("words") {
        None | Some(Value::Null) => "",
        Some(Value::String(words)) => words,
        Some(_) => return Err(Error::bad_input("`words` must be text.").field("words")),
    };
    let words: Vec<String> = words
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(|word| word.to_lowercase().trim_end_matches('s').to_owned())
        .collect();
    let callable = || {
        registry
            .operations()
            .filter(|operation| !operation.streams && registry.judge(operation, caller).is_ok())
    };
    let mut best: Vec<(usize, &Operation)> = callable()
        .map(|operation| (score(operation, &words), operation))
        .filter(|(score, _)| *score > 0)
        .collect();
    best.sort_by_key(|(score, _)| std::cmp::Reverse(*score));
    if best.is_empty() {
        let all: Vec<Value> = callable()
            .map(|operation| json!({ "name": operation.name, "summary": operation.summary() }))
            .collect();
        return Ok(Found {
            text: lines(words.is_empty(), &all),
            value: json!({ "operations": all }),
        });
    }
    let shown: Vec<Value> = best
        .into_iter()
        .take(SHOWN)
        .map(|(_, operation)| {
            json!({
                "name": operation.name,
                "summary": schema::sentences(operation.description(), usize::MAX),
                "effect": operation.effect,
                "input": schema::of_input(&operation.input, Detail::Full),
            })
        })
        .collect();
    Ok(Found {
        text: shown.iter().map(|one| format!("{one}\n")).collect(),
        value: json!({ "operations": shown }),
    })
}

fn lines(asked_for_all: bool, all: &[Value]) -> String {
    let head = if asked_for_all {
        "All operations that this token may call. Search with words to see what one takes.\n"
    } else {
        "Nothing fits these words. These are all operations that this token may call:\n"
    };
    let line = |one: &Value| {
        let part = |name| one.get(name).and_then(Value::as_str).unwrap_or_default();
        format!("- {}: {}\n", part("name"), part("summary"))
    };
    std::iter::once(head.to_owned())
        .chain(all.iter().map(line))
        .collect()
}

/// How well an operation fits: its name counts most, then what it does, then its fields.
fn score(operation: &Operation, words: &[String]) -> usize {
    let name = operation.name.to_lowercase();
    let about = operation.description().to_lowercase();
    let one = |word: &String| {
        let name = if name.contains(word) { 6 } else { 0 };
        let about = if about.contains(word) { 2 } else { 0 };
        let field = usize::from(operation.fields().any(|field| field.contains(word)));
        name + about + field
    };
    words.iter().map(one).sum()
}

/// The operation's name and input that a call of [`CALL`] holds.
///
/// # Errors
/// One of them is missing or something else.
pub(crate) fn unwrap(mut input: Fields) -> Result<(String, Fields)> {
    let name = match input.remove("operation") {
        Some(Value::String(name)) => name,
        _ => {
            return Err(Error::bad_input(
                "`operation` is missing: the name of what to call, such as \"todos.restore\".",
            )
            .field("operation")
            .hint("operations_search lists the names."));
        }
    };
    let fields = match input.remove("input") {
        None | Some(Value::Null) => Fields::new(),
        Some(Value::Object(fields)) => fields,
        // Some models write the object as text.
        Some(Value::String(text)) => match serde_json::from_str(&text) {
            Ok(Value::Object(fields)) => fields,
            _ => return Err(not_an_object()),
        },
        Some(_) => return Err(not_an_object()),
    };
    Ok((name, fields))
}

fn not_an_object() -> Error {
    Error::bad_input("`input` must be an object with what the operation takes.").field("input")
}
