//! Memories as a Markdown list, made to be read and written by people.
//!
//! ```markdown
//! ## preference
//!
//! - 📌 Likes tea
//! - Reads in the evening,
//!   never in the morning
//! ```
//!
//! A bullet is a memory, and lines below it that are indented belong to it. Dates are left out.

use super::{Entries, Entry, Refused};
use crate::Memory;
use crate::category::Category;
use crate::words::Words;

/// Stands before what is pinned.
const PIN: &str = "📌";
/// Stands before a text that begins with a pin or with itself.
const ESCAPE: char = '\\';
/// What the lines of a memory after the first are indented by.
const INDENT: &str = "  ";

pub(super) fn write(memories: &[Memory]) -> String {
    let mut file = String::from("# Memory\n");
    for category in Category::ALL {
        let mut of_it = memories
            .iter()
            .filter(|memory| memory.category == category.name())
            .peekable();
        if of_it.peek().is_some() {
            file.push_str(&format!("\n## {}\n\n", category.name()));
        }
        for memory in of_it {
            file.push_str(&item(memory));
        }
    }
    file
}

fn item(memory: &Memory) -> String {
    let mut item = String::from("- ");
    if memory.pinned {
        item.push_str(PIN);
        item.push(' ');
    }
    if memory.text.starts_with(PIN) || memory.text.starts_with(ESCAPE) {
        item.push(ESCAPE);
    }
    for (number, line) in memory.text.split('\n').enumerate() {
        if number > 0 && !line.is_empty() {
            item.push_str(INDENT);
        }
        item.push_str(line);
        item.push('\n');
    }
    item
}

/// An item as far as it has been read.
struct Item {
    line: usize,
    text: String,
    /// Empty lines since; they belong to it if more of it follows.
    blank: usize,
}

pub(super) fn read(content: &str) -> Entries {
    let mut entries = Entries::new();
    let mut category = Category::default();
    let mut item: Option<Item> = None;
    for (index, line) in content.split('\n').enumerate() {
        let line = line.strip_suffix('\r').unwrap_or(line);
        if let Some(item) = &mut item {
            if let Some(more) = line.strip_prefix(INDENT).or(line.strip_prefix('\t')) {
                for _ in 0..=std::mem::take(&mut item.blank) {
                    item.text.push('\n');
                }
                item.text.push_str(more);
                continue;
            }
            if line.trim().is_empty() {
                item.blank += 1;
                continue;
            }
        }
        if line.trim().is_empty() {
            continue;
        }
        entries.extend(item.take().map(|item| entry(&item, category)));
        if let Some(text) = bullet(line) {
            item = Some(Item {
                line: index + 1,
                text: text.to_owned(),
                blank: 0,
            });
        } else if let Some(title) = heading(line) {
            category = titled(title);
        } else {
            let why = "it is neither a bullet (`- …`) nor a heading, nor indented below a bullet";
            entries.push(Err(Refused::new(index + 1, line, why)));
        }
    }
    entries.extend(item.map(|item| entry(&item, category)));
    entries
}

fn entry(item: &Item, category: Category) -> Result<Entry, Refused> {
    let (pinned, text) = match item.text.strip_prefix(PIN) {
        Some(text) => (true, text.strip_prefix(' ').unwrap_or(text)),
        None => (false, item.text.as_str()),
    };
    let text = match text.strip_prefix(ESCAPE) {
        Some(escaped) if escaped.starts_with(PIN) || escaped.starts_with(ESCAPE) => escaped,
        _ => text,
    };
    let text = Words::parse(text).map_err(|why| Refused::new(item.line, text, why))?;
    Ok(Entry {
        category,
        pinned,
        ..Entry::new(text)
    })
}

fn bullet(line: &str) -> Option<&str> {
    let rest = line.strip_prefix(['-', '*', '+'])?;
    match rest.strip_prefix([' ', '\t']) {
        Some(text) => Some(text.trim_start()),
        None => rest.is_empty().then_some(rest),
    }
}

fn heading(line: &str) -> Option<&str> {
    let rest = line.strip_prefix('#')?.trim_start_matches('#');
    rest.starts_with([' ', '\t']).then(|| rest.trim())
}

/// The category that a heading names, in the singular or plural; other headings are for the reader.
fn titled(title: &str) -> Category {
    let name = title.trim_end_matches('#').trim().to_lowercase();
    let singular = match name.strip_suffix("ies") {
        Some(stem) => format!("{stem}y"),
        None => name.strip_suffix('s').unwrap_or(&name).to_owned(),
    };
    Category::named(&name)
        .or_else(|| Category::named(&singular))
        .unwrap_or_default()
}
