//! Documents as short text, for reading.

use std::fmt::Write as _;

use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::diff::Difference;
use crate::document::{About, Changed, Document};
use crate::list::Listed;
use crate::versions;

/// What an operation gave, as text; the value itself where it is something else.
fn render<T: DeserializeOwned>(output: &Value, text: impl Fn(&T) -> String) -> String {
    match T::deserialize(output) {
        Ok(given) => text(&given),
        Err(_) => output.to_string(),
    }
}

fn head(about: &About) -> String {
    let archived = if about.archived { ", archived" } else { "" };
    format!(
        "[{}] **{}** ({}, version {}{archived})",
        about.short_id(),
        about.title,
        about.language,
        about.version
    )
}

pub(crate) fn list(output: &Value) -> String {
    render(output, |given: &Listed| {
        if given.page.items.is_empty() {
            return "No documents.".to_owned();
        }
        let mut text = String::new();
        for entry in &given.page.items {
            // Writing to a string cannot fail.
            let _ = writeln!(text, "- {}", head(&entry.about));
            if let Some(snippet) = &entry.snippet {
                let _ = writeln!(text, "  {}", snippet.emphasised());
            }
        }
        if let Some(cursor) = &given.page.next_cursor {
            let _ = writeln!(text, "\n{} in all; next cursor: {cursor}", given.page.total);
        }
        text
    })
}

pub(crate) fn document(output: &Value) -> String {
    render(output, |given: &Document| {
        let place = match given.from_line {
            Some(from) => format!("from line {from} of {}", given.total_lines),
            None => format!("{} lines", given.total_lines),
        };
        format!("{}, {place}\n\n{}", head(&given.about), given.content)
    })
}

pub(crate) fn changed(output: &Value) -> String {
    render(output, |given: &Changed| {
        format!("{}\n\n{}", given.message, head(&given.about))
    })
}

pub(crate) fn versions(output: &Value) -> String {
    render(output, |given: &versions::Listed| {
        let lines: Vec<String> = given.items.iter().map(version).collect();
        lines.join("\n")
    })
}

fn version(version: &versions::Line) -> String {
    let summary = version
        .summary
        .as_deref()
        .map(|summary| format!(": {summary}"));
    format!(
        "- version {} of {} by {}, {} bytes{}",
        version.version,
        version.updated_at,
        version.made_by,
        version.bytes,
        summary.unwrap_or_default()
    )
}

pub(crate) fn difference(output: &Value) -> String {
    render(output, |given: &Difference| {
        let (from, to) = (given.from, given.to);
        if given.diff.is_empty() {
            return format!("Versions {from} and {to} say the same.");
        }
        let fence = fence(&given.diff);
        format!(
            "From version {from} to {to}, lines added: {}, removed: {}\n\n{fence}diff\n{}\n{fence}",
            given.added,
            given.removed,
            given.diff.trim_end()
        )
    })
}

/// What encloses code that may hold fences itself (CommonMark 0.31.2 §4.5).
fn fence(code: &str) -> String {
    let ticks = code.split(|c| c != '`').map(str::len).max();
    "`".repeat(ticks.unwrap_or(0).saturating_add(1).max(3))
}
