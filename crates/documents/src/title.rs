//! Titles as they are stored.

use operation::Text;

/// What a document without a title is called.
const UNTITLED: &str = "Untitled";

/// A title on one line, without white space around it.
pub(crate) fn tidy(title: Option<&Text<500>>) -> String {
    let line: String = title
        .map(|title| title.trimmed())
        .unwrap_or_default()
        .chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect();
    if line.trim().is_empty() {
        UNTITLED.to_owned()
    } else {
        line
    }
}
