//! Ids as callers write them: whole, or their beginning.

use std::fmt::Display;

use serde_json::{Value, json};

use crate::{Error, Result};

/// Fewer characters of an id name nothing: a slip would hit a stranger.
const SHORTEST: usize = 4;
/// The length of a UUID.
const WHOLE: usize = 36;

/// A UUID, or the first 4 or more characters of one: clients show and send 8.
///
/// Look among the owner's rows with `id >= from() AND id < to()`, take [`IdPrefix::CANDIDATES`] of
/// them, and let [`IdPrefix::only`] choose.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IdPrefix(String);

impl IdPrefix {
    /// So many candidates are shown when several match.
    pub const CANDIDATES: i64 = 10;

    /// What a caller wrote, if it can be the beginning of an id.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        let name = name.trim().to_ascii_lowercase();
        let plain = name.bytes().all(|b| b.is_ascii_hexdigit() || b == b'-');
        (plain && (SHORTEST..=WHOLE).contains(&name.len())).then_some(Self(name))
    }

    /// The lowest id that begins so.
    #[must_use]
    pub fn from(&self) -> &str {
        &self.0
    }

    /// What lies above every id that begins so: ids are hexadecimal digits and hyphens.
    #[must_use]
    pub fn to(&self) -> String {
        format!("{}~", self.0)
    }

    /// The id of the one candidate (id and title); `None` when there is none.
    ///
    /// # Errors
    /// [`Kind::Conflict`](crate::Kind::Conflict) with the candidates, when there are several; `things`
    /// is what they are called.
    pub fn only(&self, things: &str, found: Vec<(String, String)>) -> Result<Option<String>> {
        if found.len() > 1 {
            let candidates: Vec<Value> = found
                .into_iter()
                .map(|(id, title)| json!({ "id": id, "title": title }))
                .collect();
            return Err(Error::conflict(format!(
                "Several {things} have an id that begins with '{}'.",
                self.0
            ))
            .hint("Give more characters of the id; the candidates are listed.")
            .with("candidates", candidates)
            .field("id"));
        }
        Ok(found.into_iter().next().map(|(id, _)| id))
    }
}

/// What a caller wrote as an id, fit to be shown in a sentence.
#[must_use]
pub fn shown(name: &str) -> impl Display + use<> {
    name.chars()
        .filter(|c| !c.is_control())
        .take(64)
        .collect::<String>()
}
