//! Memories as Markdown.

use operation::Page;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::{Changed, Found, Memory};

fn line(memory: &Memory) -> String {
    let pinned = if memory.pinned { " [PINNED]" } else { "" };
    let text = memory.text.replace('\n', "\n  ");
    format!(
        "- [{}] `{}`{pinned} — {text}",
        memory.category,
        memory.short_id()
    )
}

/// What an operation gave, as text; the value itself where it is something else.
fn render<T: DeserializeOwned>(output: &Value, text: impl Fn(&T) -> String) -> String {
    match T::deserialize(output) {
        Ok(given) => text(&given),
        Err(_) => output.to_string(),
    }
}

pub(crate) fn list_markdown(output: &Value) -> String {
    render(output, |page: &Page<Memory>| {
        if page.items.is_empty() {
            return "Nothing is remembered.".to_owned();
        }
        let mut lines: Vec<String> = page.items.iter().map(line).collect();
        if let Some(cursor) = &page.next_cursor {
            lines.push(format!(
                "… more with cursor {cursor} ({} in all)",
                page.total
            ));
        }
        lines.join("\n")
    })
}

pub(crate) fn search_markdown(output: &Value) -> String {
    render(output, |found: &Found| {
        let mut lines: Vec<String> = found.items.iter().map(|hit| line(&hit.memory)).collect();
        if lines.is_empty() {
            lines.push("Nothing found.".to_owned());
        }
        lines.extend(found.note.clone());
        lines.join("\n")
    })
}

pub(crate) fn memory_markdown(output: &Value) -> String {
    render(output, line)
}

pub(crate) fn changed_markdown(output: &Value) -> String {
    render(output, |given: &Changed| {
        format!("{}\n\n{}", given.message, line(&given.memory))
    })
}
