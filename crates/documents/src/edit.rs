use operation::{Error, Method, Operation, Result, Text, Tx};
use schemars::JsonSchema;
use serde::Deserialize;

use crate::history::Revision;
use crate::update::summary;
use crate::{Changed, WRITE, render, store, texts};

/// Changes parts of a document's text by finding and replacing.
///
/// Each `find` must occur exactly once in the text, as the edits before it have left it; otherwise nothing
/// is stored, and the error says how often it occurs and where. Copy it from the text as it is, with enough
/// around it to be unique.
#[derive(Debug, Deserialize, JsonSchema)]
struct Edit {
    /// Its id, or the first 4 or more characters of it.
    id: Text<100>,
    /// The replacements, in order; at most 100.
    edits: Vec<Replacement>,
    /// The `version` that the edits are meant for; refused when it has changed since.
    base_version: Option<i64>,
    /// What was changed, in a few words.
    #[schemars(extend("x-rare" = true))]
    summary: Option<Text<500>>,
}

/// One replacement.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Replacement {
    /// The text to replace, exactly as it is.
    find: String,
    /// What to put in its place; empty removes it.
    replace: String,
}

/// So many replacements are made at once.
const MOST: usize = 100;
/// Counting ends here.
const COUNTED: usize = 100;
/// So many places are named of a text that occurs more than once.
const PLACES: usize = 10;

pub(crate) fn operation() -> Operation {
    Operation::write("documents.edit", edit)
        .scope(WRITE)
        .route(Method::Post, "/documents/{id}/edit")
        .input_limit(texts::INPUT_LIMIT)
        .markdown(render::changed)
        .everyday()
}

fn edit(tx: &mut Tx<'_>, input: Edit) -> Result<Changed> {
    if input.edits.is_empty() || input.edits.len() > MOST {
        let message = format!(
            "`edits` takes 1 to {MOST} replacements, and this has {}.",
            input.edits.len()
        );
        return Err(Error::bad_input(message).field("edits"));
    }
    let before = store::lock(tx, &input.id)?;
    if let Some(base) = input.base_version.filter(|base| *base != before.version) {
        return Err(Error::conflict(format!(
            "\"{}\" has changed: your edits are meant for version {base}, and the current one is {}. Nothing was stored.",
            before.title, before.version
        ))
        .hint("Open it again with documents.get, and edit what it says now.")
        .field("base_version"));
    }
    let old = texts::get(tx.conn, before.seq)?;
    let mut new = old.clone();
    for (index, edit) in input.edits.iter().enumerate() {
        let at = only_place(&new, &edit.find, index)?;
        new.replace_range(at..at + edit.find.len(), &edit.replace);
    }
    texts::check(&new)?;
    if new == old {
        return Ok(Changed {
            changed: false,
            ..Changed::new(
                &before,
                format!("Nothing to change in \"{}\"", before.title),
            )
        });
    }
    let revision = Revision {
        old: &old,
        new: &new,
        summary: summary(input.summary.as_ref()),
    };
    let row = store::save(tx, &before, before.clone(), Some(revision), "updated")?;
    let count = input.edits.len();
    let places = if count == 1 { "place" } else { "places" };
    Ok(Changed::new(
        &row,
        format!("Edited \"{}\" in {count} {places}", row.title),
    ))
}

/// Where `find` stands in the text, if it does exactly once.
fn only_place(text: &str, find: &str, index: usize) -> Result<usize> {
    let field = format!("edits[{index}].find");
    let Some(first) = find.chars().next() else {
        let message = format!("`{field}` is empty; give the text to replace.");
        return Err(Error::bad_input(message).field(field));
    };
    // Also where it overlaps itself: which of the two is meant cannot be told.
    let mut places = Vec::new();
    let mut from = 0;
    while places.len() <= COUNTED
        && let Some(at) = text.get(from..).and_then(|rest| rest.find(find))
    {
        places.push(from + at);
        from += at + first.len_utf8();
    }
    match places.as_slice() {
        [at] => Ok(*at),
        [] => Err(absent(text, find, &field)),
        _ => {
            let lines: Vec<usize> = places
                .iter()
                .take(PLACES)
                .map(|at| line_of(text, *at))
                .collect();
            let count = places.len();
            let often = if count > COUNTED {
                format!("more than {COUNTED}")
            } else {
                count.to_string()
            };
            Err(Error::conflict(format!(
                "`{field}` occurs {often} times in the text, and must occur exactly once: {}. Nothing was stored.",
                near(&lines, count)
            ))
            .hint("Give more of the text around the place that you mean.")
            .field(field)
            .with("occurrences", count)
            .with("lines", lines))
        }
    }
}

fn absent(text: &str, find: &str, field: &str) -> Error {
    // The usual slips are white space, capitals, and text that has changed since it was read.
    let plain = |line: &str| {
        line.split_whitespace()
            .collect::<Vec<_>>()
            .join(" ")
            .to_lowercase()
    };
    let wanted = find.lines().map(plain).find(|line| !line.is_empty());
    let similar: Vec<usize> = wanted
        .map(|wanted| {
            text.lines()
                .enumerate()
                .filter(|(_, line)| plain(line).contains(&wanted))
                .map(|(at, _)| at + 1)
                .take(PLACES)
                .collect()
        })
        .unwrap_or_default();
    let known = if similar.is_empty() {
        String::new()
    } else {
        format!(" Something like it is {}.", near(&similar, similar.len()))
    };
    Error::conflict(format!(
        "`{field}` does not occur in the text.{known} Nothing was stored."
    ))
    .hint("Open the document with documents.get and copy the text exactly, with its spaces and line breaks.")
    .field(field)
    .with("occurrences", 0)
    .with("lines", similar)
}

/// `near line 3`, `near the lines 3, 8 and others`.
fn near(lines: &[usize], count: usize) -> String {
    let shown: Vec<String> = lines.iter().map(ToString::to_string).collect();
    let others = if count > lines.len() {
        " and others"
    } else {
        ""
    };
    match shown.as_slice() {
        [one] if others.is_empty() => format!("in line {one}"),
        several => format!("in the lines {}{others}", several.join(", ")),
    }
}

fn line_of(text: &str, at: usize) -> usize {
    let before = text.get(..at).unwrap_or_default();
    before.bytes().filter(|byte| *byte == b'\n').count() + 1
}
