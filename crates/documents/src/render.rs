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
        let line = |version: &versions::Line| {
            format!(
                "- {} {} by {}, {} bytes{}",
                version.version,
                version.updated_at,
                version.source,
                version.bytes,
                version
                    .summary
                    .as_ref()
                    .map(|summary| format!(": {summary}"))
                    .unwrap_or_default()
            )
        };
        let lines: Vec<String> = given.items.iter().map(line).collect();
        lines.join("\n")
    })
}

pub(crate) fn difference(output: &Value) -> String {
    render(output, |given: &Difference| {
        let (from, to) = (given.from, given.to);
        if given.diff.is_empty() {
            return format!("Versions {from} and {to} say the same.");
        }
        format!(
            "Versions {from} to {to}: {} lines added, {} removed\n\n```diff\n{}```",
            given.added, given.removed, given.diff
        )
    })
}
