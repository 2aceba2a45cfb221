//! Documents as what can be opened by address.

use operation::{Content, Entry, Resource};
use serde_json::Value;

use crate::format::media_type;

pub(crate) fn resource() -> Resource {
    Resource {
        name: "documents",
        words: "A document",
        list: "documents.list",
        get: "documents.get",
        entry,
        content,
    }
}

fn text<'a>(value: &'a Value, name: &str) -> &'a str {
    value.get(name).and_then(Value::as_str).unwrap_or_default()
}

fn entry(item: &Value) -> Entry {
    Entry {
        id: text(item, "id").to_owned(),
        title: text(item, "title").to_owned(),
        media_type: media_type(text(item, "language")),
        changed: Some(text(item, "updated_at").to_owned()),
    }
}

fn content(mut document: Value) -> Content {
    let media_type = media_type(text(&document, "language"));
    let content = document.get_mut("content").map(Value::take);
    let text = match content {
        Some(Value::String(text)) => text,
        _ => String::new(),
    };
    Content { media_type, text }
}
