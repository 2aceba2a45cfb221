//! Scopes as callers name them, and what becomes of them.

use std::fmt;

use operation::{Error, Grant, Grants, Policy, Registry, Result, ScopeInfo};
use schemars::JsonSchema;
use serde::Deserialize;
use serde::de::{Deserializer, SeqAccess, Visitor};

/// What a token holds for which nothing was asked.
const DEFAULT: &str = "chat";

/// Ready-made sets of scopes.
pub(super) const PROFILES: [(&str, &[&str]); 3] = [
    ("chat", &["chat"]),
    (
        "codex_email_drafts",
        &[
            "email:read",
            "email:draft",
            "documents:read",
            "documents:write",
        ],
    ),
    ("codex_todos", &["todos:read", "todos:write"]),
];

/// Scopes to grant: a list, or one text with commas or spaces between; each `name`, `name=allow` or
/// `name=ask`.
#[derive(Debug, Clone, Default)]
pub(super) struct Wanted(Vec<String>);

impl Wanted {
    /// The scopes of a ready-made set.
    pub(super) fn profile(name: &str) -> Result<Self> {
        let profile = PROFILES.iter().find(|(known, _)| *known == name.trim());
        let (_, scopes) = profile.ok_or_else(|| {
            let names: Vec<&str> = PROFILES.iter().map(|(name, _)| *name).collect();
            Error::bad_input("Unknown token profile")
                .hint(format!("The profiles are {}.", names.join(", ")))
                .field("profile")
        })?;
        Ok(Self(scopes.iter().map(|&scope| scope.to_owned()).collect()))
    }

    fn add(&mut self, text: &str) {
        let words = text.split(|c: char| c == ',' || c.is_whitespace());
        self.0
            .extend(words.filter(|word| !word.is_empty()).map(str::to_owned));
    }

    /// What a token gets: known scopes, in the order in which they were named, each once, and the one
    /// for reading before each that implies it. Of two policies for one scope the stricter holds.
    ///
    /// # Errors
    /// Names the first scope or policy that there is not, or that only an admin can grant.
    pub(super) fn grants(&self, registry: &Registry, by_admin: bool) -> Result<Grants> {
        let known = registry.scopes();
        let mut grants: Vec<Grant> = Vec::new();
        for word in &self.0 {
            let (name, policy) = split(word)?;
            let scope = known
                .iter()
                .find(|scope| scope.name == name)
                .ok_or_else(|| unknown(name, &known))?;
            if scope.instance && !by_admin {
                return Err(Error::forbidden(format!(
                    "`{name}` reaches the whole Odysseus; only an administrator can grant it."
                ))
                .field("scopes"));
            }
            match grants.iter_mut().find(|grant| grant.scope == name) {
                Some(grant) if policy == Policy::Ask => grant.policy = policy,
                Some(_) => {}
                None => grants.push(Grant {
                    scope: name.to_owned(),
                    policy,
                }),
            }
        }
        if grants.is_empty() {
            grants.push(allow(DEFAULT));
        }
        let mut complete: Vec<Grant> = Vec::new();
        for grant in &grants {
            let implied = implied(&grant.scope).filter(|read| {
                known.iter().any(|scope| scope.name == read)
                    && !grants
                        .iter()
                        .chain(&complete)
                        .any(|held| held.scope == *read)
            });
            complete.extend(implied.as_deref().map(allow));
            complete.push(grant.clone());
        }
        Ok(Grants(complete))
    }
}

fn allow(scope: &str) -> Grant {
    Grant {
        scope: scope.to_owned(),
        policy: Policy::Allow,
    }
}

/// The scope that is shown beside one that implies it. Sending stands alone: who may only send need
/// not be shown as a reader.
fn implied(scope: &str) -> Option<String> {
    let (area, verb) = scope.split_once(':')?;
    matches!(verb, "write" | "draft" | "launch").then(|| format!("{area}:read"))
}

fn split(word: &str) -> Result<(&str, Policy)> {
    match word.split_once('=') {
        None => Ok((word, Policy::Allow)),
        Some((name, "allow")) => Ok((name, Policy::Allow)),
        Some((name, "ask")) => Ok((name, Policy::Ask)),
        Some((name, other)) => Err(Error::bad_input(format!(
            "Unknown policy `{other}` of {name}: write {name}=ask to be asked before calls that destroy, send or launch, or {name}=allow."
        ))
        .field("scopes")),
    }
}

fn unknown(name: &str, known: &[ScopeInfo]) -> Error {
    let names: Vec<&str> = known.iter().map(|scope| scope.name).collect();
    Error::bad_input(format!("Unknown token scope: {name}"))
        .hint(format!("The scopes are {}.", names.join(", ")))
        .field("scopes")
}

impl<'de> Deserialize<'de> for Wanted {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Names;
        impl<'de> Visitor<'de> for Names {
            type Value = Wanted;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a list of scopes, or one text with commas or spaces between them")
            }
            fn visit_str<E>(self, text: &str) -> Result<Wanted, E> {
                let mut wanted = Wanted::default();
                wanted.add(text);
                Ok(wanted)
            }
            fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Wanted, A::Error> {
                let mut wanted = Wanted::default();
                while let Some(text) = items.next_element::<String>()? {
                    wanted.add(&text);
                }
                Ok(wanted)
            }
        }
        deserializer.deserialize_any(Names)
    }
}

impl JsonSchema for Wanted {
    fn inline_schema() -> bool {
        true
    }
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Scopes".into()
    }
    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({
            "anyOf": [{ "type": "array", "items": { "type": "string" } }, { "type": "string" }]
        })
    }
}
