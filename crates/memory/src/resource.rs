//! Memories as things that can be opened by address.

use operation::{Content, Entry, Resource};
use serde_json::Value;

use crate::words::excerpt;

/// So much of a text is its title, in characters.
const TITLE: usize = 80;
const MEDIA_TYPE: &str = "text/plain";

pub(crate) fn resource() -> Resource {
    Resource {
        name: "memory",
        words: "something remembered about the person",
        list: "memory.list",
        get: "memory.get",
        entry,
        content,
    }
}

fn text<'a>(memory: &'a Value, name: &str) -> &'a str {
    memory.get(name).and_then(Value::as_str).unwrap_or_default()
}

fn entry(memory: &Value) -> Entry {
    Entry {
        id: text(memory, "id").to_owned(),
        title: excerpt(text(memory, "text"), TITLE),
        media_type: MEDIA_TYPE,
        changed: memory
            .get("updated_at")
            .and_then(Value::as_str)
            .map(ToOwned::to_owned),
    }
}

fn content(memory: Value) -> Content {
    Content {
        media_type: MEDIA_TYPE,
        text: text(&memory, "text").to_owned(),
    }
}
