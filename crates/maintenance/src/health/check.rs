//! What a check says.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// How well something is.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "lowercase")]
pub enum State {
    /// As it should be.
    Ok,
    /// It works, and will not for ever.
    Warn,
    /// Something does not work.
    Bad,
}

impl State {
    /// Its name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::Warn => "warn",
            Self::Bad => "bad",
        }
    }

    /// That of the whole: of all checks the worst.
    #[must_use]
    pub fn worst(checks: &[Check]) -> Self {
        checks
            .iter()
            .map(|check| check.state)
            .max()
            .unwrap_or(Self::Ok)
    }
}

/// One thing that was looked at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Check {
    /// What: `database`, `disk`, …
    pub name: String,
    /// How well it is.
    pub state: State,
    /// How it is, in a sentence.
    pub says: String,
    /// What to do, where something is to be done.
    #[serde(rename = "do", skip_serializing_if = "Option::is_none")]
    pub advice: Option<String>,
}

impl Check {
    pub(super) fn ok(name: &str, says: impl Into<String>) -> Self {
        Self {
            name: name.to_owned(),
            state: State::Ok,
            says: says.into(),
            advice: None,
        }
    }

    pub(super) fn warn(name: &str, says: impl Into<String>, advice: impl Into<String>) -> Self {
        Self {
            state: State::Warn,
            advice: Some(advice.into()),
            ..Self::ok(name, says)
        }
    }

    pub(super) fn bad(name: &str, says: impl Into<String>, advice: impl Into<String>) -> Self {
        Self {
            state: State::Bad,
            ..Self::warn(name, says, advice)
        }
    }

    /// What could not be looked at.
    pub(super) fn unseen(name: &str, why: &dyn std::fmt::Display) -> Self {
        Self::bad(
            name,
            format!("Cannot be looked at: {why}."),
            "See what the check `database` says, and the log.",
        )
    }
}

/// So many milliseconds in words, in the largest unit that fits: `3 days`.
pub(super) fn span(milliseconds: i64) -> String {
    let seconds = milliseconds.max(0) / 1_000;
    let (count, unit) = match seconds {
        ..60 => (seconds, "second"),
        60..3_600 => (seconds / 60, "minute"),
        3_600..86_400 => (seconds / 3_600, "hour"),
        86_400.. => (seconds / 86_400, "day"),
    };
    let plural = if count == 1 { "" } else { "s" };
    format!("{count} {unit}{plural}")
}
