//! What is told of an operation in one word: its effect, who may call, whose things, its HTTP method.

use schemars::JsonSchema;
use serde::Serialize;

use crate::Scope;

/// What an operation does to the world.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Effect {
    /// Looks only.
    Read,
    /// Adds or changes what can be changed back.
    Write,
    /// Takes something away.
    Destroy,
    /// Sends something to others.
    Send,
    /// Runs a program.
    Launch,
}

impl Effect {
    /// Its name, as in documents and the audit log.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Write => "write",
            Self::Destroy => "destroy",
            Self::Send => "send",
            Self::Launch => "launch",
        }
    }

    /// Whether a scope with the policy *ask* asks before it.
    pub(crate) fn may_ask(self) -> bool {
        matches!(self, Self::Destroy | Self::Send | Self::Launch)
    }
}

/// Who may call.
#[derive(Debug, Clone, Copy)]
pub enum Access {
    /// The person, and tokens that hold the scope.
    Scoped(Scope),
    /// The person alone, never a token: settings, tokens, approvals.
    Person,
    /// A person who runs this Odysseus, never a token.
    Admin,
    /// Whoever is signed in or holds any token.
    Anyone,
}

/// Whose things an operation is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ownership {
    /// The caller's own.
    Owned,
    /// The whole instance's: for admins and their tokens.
    Instance,
}

/// The HTTP method of an operation's resource route.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[expect(missing_docs, reason = "the methods of RFC 9110 and RFC 5789")]
pub enum Method {
    Get,
    Post,
    Put,
    Patch,
    Delete,
}

impl Method {
    /// The method's name, upper-case.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Post => "POST",
            Self::Put => "PUT",
            Self::Patch => "PATCH",
            Self::Delete => "DELETE",
        }
    }
}
