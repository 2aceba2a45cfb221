//! Scopes: the names of what a token may do, and what one implies.

use std::fmt;

use serde::{Deserialize, Serialize};

/// A permission: its name on the wire, `area:verb` (`todos:write`), and what it lets a token do.
#[derive(Debug, Clone, Copy)]
pub struct Scope {
    name: &'static str,
    words: &'static str,
}

impl Scope {
    /// A scope that a capability declares, with what it allows in plain words.
    #[must_use]
    pub const fn new(name: &'static str, words: &'static str) -> Self {
        Self { name, words }
    }

    /// Its name on the wire.
    #[must_use]
    pub const fn name(self) -> &'static str {
        self.name
    }

    /// What it lets a token do, in plain words.
    #[must_use]
    pub const fn words(self) -> &'static str {
        self.words
    }
}

impl fmt::Display for Scope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name)
    }
}

/// Whether holding the scope `granted` is enough where `needed` is asked for. The one place that knows
/// what implies what: whoever may write, send or launch may read; whoever may send may draft.
pub(crate) fn covers(granted: &str, needed: &str) -> bool {
    if granted == needed {
        return true;
    }
    let (Some((area, verb)), Some((needed_area, needed_verb))) =
        (granted.split_once(':'), needed.split_once(':'))
    else {
        return false;
    };
    area == needed_area
        && matches!(
            (verb, needed_verb),
            ("write" | "draft" | "send" | "launch", "read") | ("send", "draft")
        )
}

/// Whether the owner wants to be asked before a destroying, sending or launching call.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Policy {
    /// Just do it.
    Allow,
    /// Ask the person first (an approval).
    Ask,
}

/// One scope that a token holds, with its policy.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Grant {
    /// The scope's name; it may be one whose capability is not built yet.
    pub scope: String,
    /// What happens on calls that destroy, send or launch.
    pub policy: Policy,
}

/// Everything a token holds, in the order in which it was granted.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Grants(pub Vec<Grant>);

impl Grants {
    /// The policy under which `needed` is held; `None` when it is not held at all. The scope itself
    /// decides when it was granted, otherwise the strictest of those that imply it.
    #[must_use]
    pub fn policy(&self, needed: Scope) -> Option<Policy> {
        if let Some(own) = self.0.iter().find(|grant| grant.scope == needed.name()) {
            return Some(own.policy);
        }
        let mut implying = self
            .0
            .iter()
            .filter(|grant| covers(&grant.scope, needed.name()))
            .peekable();
        implying.peek()?;
        Some(if implying.any(|grant| grant.policy == Policy::Ask) {
            Policy::Ask
        } else {
            Policy::Allow
        })
    }

    /// The names, sorted, for showing.
    #[must_use]
    pub fn names(&self) -> Vec<String> {
        let mut names: Vec<String> = self.0.iter().map(|grant| grant.scope.clone()).collect();
        names.sort();
        names
    }
}
