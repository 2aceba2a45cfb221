//! Commands that were planned here, as text and back: they are kept as text, and no list judges them.

use operation::Result;

use super::{variables, words};

/// Variables and words as one text.
pub(crate) fn joined(set: &[(String, String)], program: &[String]) -> String {
    let set = set
        .iter()
        .map(|(name, value)| format!("{name}={}", words::quoted(value)));
    let program = program.iter().map(|word| words::quoted(word));
    set.chain(program).collect::<Vec<_>>().join(" ")
}

/// Variables with their values.
type Variables = Vec<(String, String)>;

/// The same, taken apart.
pub(crate) fn split(text: &str) -> Result<(Variables, Vec<String>)> {
    let mut all = words::split(text)?;
    let first = all
        .iter()
        .position(|word| variables::assignment(word).is_none())
        .unwrap_or(all.len());
    let program = all.split_off(first);
    let set = all
        .iter()
        .filter_map(|word| variables::assignment(word))
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .collect();
    Ok((set, program))
}
