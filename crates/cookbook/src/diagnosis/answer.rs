//! The diagnosis, once the line is known: its sentence, its evidence, what may help.

use super::change::Ground;
use super::facts::Facts;
use super::find::Found;
use super::log::Line;
use super::pattern::Taken;
use super::rule::{Rank, row};
use super::table::Class;
use super::{Confidence, Diagnosis, Evidence, Suggestion};
use crate::command::Command;

/// The longest line that is shown, in characters.
const LONGEST: usize = 400;
/// How many suggestions are worth reading.
const SUGGESTIONS: usize = 5;

pub(super) fn answer(
    class: Class,
    confidence: Confidence,
    at: Option<usize>,
    taken: Taken,
    lines: &[Line<'_>],
    found: &[Found],
    facts: &Facts<'_>,
) -> Diagnosis {
    let evidence = |at: usize| {
        lines.get(at).map(|line| Evidence {
            line: cut(line.text.trim_end()),
            offset: line.offset,
        })
    };
    let root = at.and_then(evidence);
    let mut places: Vec<usize> = found
        .iter()
        .filter(|found| found.class == class || found.row.rank == Rank::Consequence)
        .map(|found| found.at)
        .filter(|place| at.is_some_and(|at| *place > at))
        .take(4)
        .collect();
    places.extend(at);
    places.sort_unstable();
    places.dedup();
    let row = row(class);
    let said = at
        .and_then(|at| lines.get(at))
        .map_or("", |line| line.said.as_str());
    let ground = Ground {
        facts,
        taken: &taken,
        line: said,
    };
    let changes = row.map_or(&[][..], |row| row.changes);
    let mut suggestions: Vec<Suggestion> = Vec::new();
    for suggestion in changes
        .iter()
        .filter_map(|change| ground.suggestion(*change))
    {
        let known = suggestions.iter().any(|other| {
            other.label == suggestion.label
                || (other.command.is_some() && other.command == suggestion.command)
        });
        if !known && suggestions.len() < SUGGESTIONS {
            suggestions.push(suggestion);
        }
    }
    Diagnosis {
        class,
        message: row.map_or_else(String::new, |row| filled(row.message, &taken, facts)),
        root,
        evidence: places.into_iter().filter_map(evidence).collect(),
        confidence,
        suggestions,
    }
}

/// The sentence with its words: `{name|otherwise}`.
fn filled(message: &str, taken: &Taken, facts: &Facts<'_>) -> String {
    let mut out = String::new();
    for part in message.split('{') {
        match part.split_once('}') {
            None => out.push_str(part),
            Some((place, rest)) => {
                let (name, otherwise) = place.split_once('|').unwrap_or((place, "It"));
                let word = match name {
                    "port" => facts
                        .command
                        .and_then(Command::port)
                        .map(|port| port.to_string()),
                    "engine" => Some(facts.engine().label().to_owned()),
                    name => taken.get(name).map(|word| match name {
                        "exception" | "signal" => word.clone(),
                        _ => format!("`{word}`"),
                    }),
                };
                out.push_str(word.as_deref().unwrap_or(otherwise));
                out.push_str(rest);
            }
        }
    }
    out.replace(" .", ".")
}

pub(super) fn cut(line: &str) -> String {
    match line.char_indices().nth(LONGEST) {
        Some((at, _)) => format!("{}…", line.get(..at).unwrap_or_default()),
        None => line.to_owned(),
    }
}
