//! Todos as short text: the agent API's `results`, and Markdown.

use std::fmt::Write as _;

use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::row::CHECKLIST;
use crate::{Changed, Found, Listed, Todo};

/// So much of a note's content is shown in a list, in characters.
const EXCERPT: usize = 80;

/// Whether due dates are shown: the agent API's old text has none.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Style {
    Classic,
    Full,
}

fn one_line(text: &str) -> String {
    text.replace(['\r', '\n'], " ")
}

fn head(todo: &Todo, style: Style) -> String {
    let title = if todo.title.is_empty() {
        "(untitled)".to_owned()
    } else {
        one_line(&todo.title)
    };
    let mut line = format!("- [{}] **{title}**", todo.short_id());
    if todo.pinned {
        line.push_str(" [PINNED]");
    }
    if todo.note_type == CHECKLIST {
        line.push_str(" [checklist]");
    }
    if let Some(label) = &todo.label {
        // Writing to a string cannot fail.
        let _ = write!(line, " #{}", one_line(label));
    }
    if style == Style::Full {
        if todo.completed {
            line.push_str(" [DONE]");
        }
        if let Some(reading) = &todo.due_reading {
            let _ = write!(line, " due {reading}");
        }
        if todo.overdue {
            line.push_str(" (overdue)");
        }
        if let Some(words) = &todo.repeat_words {
            let _ = write!(line, ", {words}");
        }
    }
    line
}

fn items(todo: &Todo) -> Vec<String> {
    let mark = |done| if done { "[x]" } else { "[ ]" };
    todo.items
        .iter()
        .enumerate()
        .map(|(index, item)| format!("  {} {index}: {}", mark(item.done), one_line(&item.text)))
        .collect()
}

fn entry(todo: &Todo, style: Style) -> Vec<String> {
    let mut lines = vec![head(todo, style)];
    match todo
        .content
        .as_deref()
        .filter(|content| !content.is_empty())
    {
        Some(content) if todo.items.is_empty() => {
            let excerpt: String = one_line(content).chars().take(EXCERPT).collect();
            lines.push(format!("  {excerpt}"));
        }
        _ => lines.extend(items(todo)),
    }
    lines
}

fn list(todos: &[Todo], style: Style) -> Vec<String> {
    todos.iter().flat_map(|todo| entry(todo, style)).collect()
}

fn listed(listed: &Listed, style: Style) -> String {
    let mut lines = list(&listed.page.items, style);
    if listed.remaining > 0 {
        lines.push(format!("… {} more", listed.remaining));
    }
    lines.join("\n")
}

/// The agent API's text of a list.
pub(crate) fn classic(found: &Listed) -> String {
    listed(found, Style::Classic)
}

/// The agent API's text of what was found.
pub(crate) fn found(found: &[Todo]) -> String {
    list(found, Style::Full).join("\n")
}

/// A todo with everything in it.
pub(crate) fn whole(todo: &Todo) -> String {
    let mut lines = vec![head(todo, Style::Full)];
    lines.extend(items(todo));
    if let Some(content) = &todo.content {
        lines.push(String::new());
        lines.push(content.clone());
    }
    lines.join("\n")
}

/// What an operation gave, as text; the value itself where it is something else.
fn render<T: DeserializeOwned>(output: &Value, text: impl Fn(&T) -> String) -> String {
    match T::deserialize(output) {
        Ok(given) => text(&given),
        Err(_) => output.to_string(),
    }
}

pub(crate) fn list_markdown(output: &Value) -> String {
    render(output, |given: &Listed| {
        if given.page.items.is_empty() {
            "No todos.".to_owned()
        } else {
            listed(given, Style::Full)
        }
    })
}

pub(crate) fn search_markdown(output: &Value) -> String {
    render(output, |given: &Found| {
        if given.items.is_empty() {
            "Nothing found.".to_owned()
        } else {
            found(&given.items)
        }
    })
}

pub(crate) fn todo_markdown(output: &Value) -> String {
    render(output, whole)
}

pub(crate) fn changed_markdown(output: &Value) -> String {
    render(output, |given: &Changed| {
        format!("{}\n\n{}", given.message, whole(&given.todo))
    })
}
